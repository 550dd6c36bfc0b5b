import Runtime

public enum SpeechIntentSchema {
    public static var migrations: [Migration] { [Migration("0001-snapshots", PackageResources._001_snapshots_sql)] }
}
