import type { FieldName } from "./rules.js";

/** Fields that stay empty in rich defaults: a value would tell a client something wrong. */
export interface EmptyRule {
  readonly fields: readonly FieldName[];
  readonly reason: string;
}

export const emptyRules: readonly EmptyRule[] = [
  { fields: ["*.error", "*.error_code", "*.details"], reason: "nothing failed" },
  {
    fields: ["*.next_page_token"],
    reason: "this is the last page: a client would ask for the next one forever",
  },
  { fields: ["livekit.ParticipantInfo.disconnect_reason"], reason: "it is connected" },
  {
    fields: ["livekit.ParticipantInfo.kind_details"],
    reason: "a standard participant has none",
  },
  {
    fields: [
      "livekit.ParticipantPermission.hidden",
      "livekit.ParticipantPermission.recorder",
      "livekit.ParticipantPermission.agent",
    ],
    reason: "it is visible, and neither a recorder nor an agent",
  },
  {
    fields: ["livekit.ParticipantPermission.can_publish_sources"],
    reason: "an empty list allows all sources",
  },
  { fields: ["livekit.TrackInfo.muted"], reason: "the track is live" },
  {
    fields: ["livekit.TrackInfo.packet_trailer_features"],
    reason: "clients would look for trailers that are not there",
  },
  { fields: ["livekit.AgentSecret.value"], reason: "the server never shows it" },
  { fields: ["livekit.AgentDeployment.events"], reason: "they are failures" },
  { fields: ["*.summary_zstd"], reason: "compressed bytes cannot be made up" },
  {
    fields: ["livekit.TrackInfo.stereo", "livekit.TrackInfo.audio_features"],
    reason: "the track is video",
  },
  {
    fields: ["*.disable_dtx", "*.disable_red", "*.disable_manifest"],
    reason: "nothing is turned off",
  },
  { fields: ["*.audio_only", "*.video_only"], reason: "it has both" },
  { fields: ["livekit.IngressInfo.bypass_transcoding"], reason: "it transcodes" },
  { fields: ["livekit.Room.active_recording"], reason: "nothing records the room" },
  { fields: ["livekit.PrivateLinkStatus.reason"], reason: "the link is healthy" },
  { fields: ["livekit.EgressInfo.backup_storage_used"], reason: "no upload failed" },
  { fields: ["livekit.AgentVersion.draining"], reason: "it is the current version" },
  { fields: ["livekit.SimulationRun.failed_count"], reason: "no job failed" },
  { fields: ["livekit.ListPhoneNumbersResponse.offline_count"], reason: "the number is active" },
  { fields: ["livekit.PhoneNumber.spam_score"], reason: "it is not spam" },
];
