import Runtime

public enum RoutingSchema {
    public static var migrations: [Migration] {
        [
            Migration("0001-routing", PackageResources._001_routing_sql),
            Migration("0002-phones", PackageResources._002_phones_sql),
            Migration("0003-queue-rules", PackageResources._003_queue_rules_sql),
            Migration("0004-guests", PackageResources._004_guests_sql),
            Migration("0005-idle", PackageResources._005_idle_sql),
            Migration("0006-wrap-up", PackageResources._006_wrap_up_sql),
            Migration("0007-quick-offer", PackageResources._007_quick_offer_sql),
        ]
    }
}
