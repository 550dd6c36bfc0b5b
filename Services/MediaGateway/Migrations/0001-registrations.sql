-- Where phones are reached, for every gateway. A row outlives the gateway that wrote it until it expires.

CREATE TABLE registration (
    phone          text NOT NULL,
    contact        text NOT NULL,
    -- Where the REGISTER came from: the way back to the phone.
    peer           text NOT NULL,
    registered_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at     timestamptz NOT NULL,
    PRIMARY KEY (phone, contact)
);
