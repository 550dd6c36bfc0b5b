import Runtime

public enum AnalyticsSchema {
    public static var migrations: [Migration] { [Migration("0001-analytics", PackageResources._001_analytics_sql)] }
}
