/// What can be found in an utterance; raw values are those of the entity catalogue.
public enum EntityType: String, Codable, CaseIterable, Sendable {
    case phone
    case orderNumber = "order_no"
    case trackingNumber = "tracking_no"
    case workOrder = "work_order"
    case accountNumber = "account_no"
    case address
    case date
    case time
    case amount
    case name
    case company
    case idCard = "id_card"
    case bankCard = "bank_card"
    case cardTail = "card_tail"
    case phoneTail = "phone_tail"
    case orderTail = "order_tail"
    case plate
    case vin
    case email
    case area
    case temperature
    case duration
    case pickupCode = "pickup_code"
    case model
    case errorCode = "error_code"
    case size
    case mileage
    case reading
    case policyNumber = "policy_no"
    case contractNumber = "contract_no"
    case taxNumber = "tax_no"
    case staffID = "staff_id"
    case ticketNumber = "ticket_no"
    case age
}
