/// Every event there is. A test fails when a file in `Events/` or a golden body in Tests/Contracts is missing here.
public enum Catalogue {
    public static let events: [any Event.Type] = [
        ActionPerformed.self, AgentConnected.self, AgentOffered.self, AssistantSpoke.self, CallAdmitted.self, CallAnswered.self,
        CallBackRequested.self, CallEnded.self, CallHandedOver.self, CallHeld.self, CallLost.self, CallPlaced.self, CallQueued.self, CallStarted.self, CallTransferred.self, CallWrappedUp.self,
        ContextAcknowledged.self, ConversationEnded.self, ConversationStarted.self, DecisionMade.self, HandOverAcknowledged.self,
        HandOverDecided.self, HandOverFinished.self, LegJoined.self, LegLeft.self, LegMuted.self, OfferRevoked.self, PhoneLeft.self, PhoneRegistered.self, PresenceChanged.self, RecordingStored.self,
        TicketChanged.self,
        TicketOpened.self, UtteranceRecognised.self,
    ]

    public static let requests: [any Request.Type] = [
        AddLeg.self, AdmitCall.self, Advise.self, AllowCalls.self, ChangeTicket.self, CheckSpeech.self, ConnectAgent.self, DescribeGateway.self, DescribePack.self, DescribeTeam.self, DropLeg.self,
        EndCall.self,
        EndConversation.self,
        ExtendWrapUp.self,
        FindCustomer.self,
        FinishCallBack.self, FinishTransfer.self, HandBack.self, HandOver.self, LeaveBriefing.self,
        HoldCall.self, HoldCaller.self, ListNoCalls.self, ListOpenTickets.self, ListPlans.self, MuteAgent.self, OriginateCall.self, PlaceCall.self, PressKeys.self, SendKeys.self,
        PerformAction.self, PutDemoRecords.self, PutNumber.self, PutQueue.self, ReassignSpeech.self, RefuseCalls.self, SearchKnowledge.self,
        SetLeg.self, SetPresence.self, ShowContext.self, StartConversation.self, SuperviseCall.self, TakeCallBack.self, TextTurn.self, TransferCall.self, WithdrawContext.self,
    ]
}
