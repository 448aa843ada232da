/** The names of `LeaveRequest.Action`, each at its number. */
export const leaveActions = ["DISCONNECT", "RESUME", "RECONNECT"] as const;
