import Runtime

public enum TicketingSchema {
    public static var migrations: [Migration] {
        [
            Migration("0001-ticketing", PackageResources._001_ticketing_sql),
            Migration("0002-call-backs", PackageResources._002_call_backs_sql),
            Migration("0003-open-tickets", PackageResources._003_open_tickets_sql),
            Migration("0004-call-back-list", PackageResources._004_call_back_list_sql),
        ]
    }
}
