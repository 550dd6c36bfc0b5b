import Runtime

public enum GatewaySchema {
    public static var migrations: [Migration] {
        [
            Migration("0001-registrations", PackageResources._001_registrations_sql), Migration("0002-held-phones", PackageResources._002_held_phones_sql),
        ]
    }
}
