import Runtime

public enum GatewaySchema {
    public static var migrations: [Migration] { [Migration("0001-registrations", PackageResources._001_registrations_sql)] }
}
