/**
 * What a rich default has in a field, if the general rules of `plan.ts` would be wrong. The first rule
 * that names a field counts. docs/defaults.md shows these tables.
 */

/** Names fields: `livekit.Room.name`, or `*.name` for the field of every message. */
type FieldName = string;

/** The value of some fields. */
export interface ValueRule {
  readonly fields: readonly FieldName[];
  /** The methods that it is for, by name; all of them if absent. */
  readonly methods?: readonly string[];
  /** A string, number or bool; for an enum, a value's name; for a oneof, a member's name. */
  readonly value: string | number | boolean;
  /** Why it is zero, if it is. */
  readonly reason?: string;
}

/** Fields that stay empty. */
export interface EmptyRule {
  readonly fields: readonly FieldName[];
  readonly reason: string;
}

/** The time in all fields for one, in seconds since 1970: 2024-01-01T00:00:00Z. */
export const richTime = 1_704_067_200;

/** The units of integers that hold a time, as what a second has of them. */
export const timeUnits: readonly {
  readonly unit: "s" | "ms" | "µs" | "ns";
  readonly perSecond: bigint;
  readonly fields: readonly FieldName[];
}[] = [
  {
    unit: "s",
    perSecond: 1n,
    fields: [
      "livekit.Room.creation_time",
      "livekit.ParticipantInfo.joined_at",
      "livekit.AgentDB.AgentDatabase.created_at",
      "*.expires_at",
      "livekit.ReplayInfo.start_time",
    ],
  },
  {
    unit: "ms",
    perSecond: 1_000n,
    fields: ["livekit.Room.creation_time_ms", "livekit.ParticipantInfo.joined_at_ms"],
  },
  { unit: "µs", perSecond: 1_000_000n, fields: ["livekit.TimedVersion.unix_micro"] },
  {
    unit: "ns",
    perSecond: 1_000_000_000n,
    fields: [
      "*.created_at",
      "*.started_at",
      "*.updated_at",
      "*.ended_at",
      "*.deleted_at",
      "*.last_retry_at",
    ],
  },
];

const starts = [
  ...["StartEgress", "StartRoomCompositeEgress", "StartWebEgress", "StartParticipantEgress"],
  ...["StartTrackCompositeEgress", "StartTrackEgress", "Export"],
];

/**
 * The states that methods leave things in, and the members of oneofs that show them. Without a rule, an
 * enum has its first value that is not zero.
 */
export const states: readonly ValueRule[] = [
  {
    fields: ["livekit.EgressInfo.status"],
    methods: starts,
    value: "EGRESS_STARTING",
    reason: "it has just been started",
  },
  { fields: ["livekit.EgressInfo.status"], methods: ["StopEgress"], value: "EGRESS_ENDING" },
  { fields: ["livekit.EgressInfo.status"], value: "EGRESS_ACTIVE" },
  {
    fields: ["livekit.EgressInfo.source_type"],
    methods: ["StartParticipantEgress", "StartTrackCompositeEgress", "StartTrackEgress"],
    value: "EGRESS_SOURCE_TYPE_SDK",
  },
  {
    fields: ["livekit.EgressInfo.source_type"],
    value: "EGRESS_SOURCE_TYPE_WEB",
    reason: "a web page records it",
  },
  { fields: ["livekit.EgressInfo.request"], methods: ["StartEgress"], value: "egress" },
  { fields: ["livekit.EgressInfo.request"], methods: ["StartWebEgress"], value: "web" },
  {
    fields: ["livekit.EgressInfo.request"],
    methods: ["StartParticipantEgress"],
    value: "participant",
  },
  {
    fields: ["livekit.EgressInfo.request"],
    methods: ["StartTrackCompositeEgress"],
    value: "track_composite",
  },
  { fields: ["livekit.EgressInfo.request"], methods: ["StartTrackEgress"], value: "track" },
  { fields: ["livekit.EgressInfo.request"], methods: ["Export"], value: "replay" },
  { fields: ["livekit.EgressInfo.request"], value: "room_composite" },
  { fields: ["livekit.EgressInfo.result"], value: "file" },
  { fields: ["livekit.StreamInfo.status"], value: "ACTIVE", reason: "the stream runs" },
  {
    fields: ["livekit.IngressState.status"],
    methods: ["CreateIngress", "DeleteIngress"],
    value: "ENDPOINT_INACTIVE",
    reason: "nobody publishes to it",
  },
  { fields: ["livekit.IngressState.status"], value: "ENDPOINT_PUBLISHING" },
  { fields: ["livekit.ParticipantInfo.state"], value: "ACTIVE" },
  { fields: ["livekit.ParticipantInfo.kind"], value: "STANDARD", reason: "most participants are" },
  { fields: ["livekit.Job.type"], value: "JT_ROOM", reason: "a dispatch is for a room" },
  { fields: ["livekit.JobState.status"], value: "JS_RUNNING" },
  { fields: ["livekit.SimulationRun.status"], value: "STATUS_RUNNING" },
  { fields: ["livekit.PrivateLinkStatus.status"], value: "PRIVATE_LINK_STATUS_HEALTHY" },
  {
    fields: ["livekit.TransferSIPParticipantResponse.status"],
    value: "STS_TRANSFER_SUCCESSFUL",
  },
  { fields: ["livekit.SIPStatus.code"], value: "SIP_STATUS_OK" },
  { fields: ["livekit.SIPStatus.status"], value: "OK" },
  { fields: ["livekit.IngressAudioOptions.source"], value: "MICROPHONE" },
  {
    fields: ["livekit.TrackInfo.encryption", "livekit.DataTrackInfo.encryption"],
    value: "NONE",
    reason: "the media is not encrypted",
  },
];

/** Values with a form of their own. */
export const forms: readonly ValueRule[] = [
  { fields: ["livekit.InputAudioState.mime_type"], value: "audio/opus" },
  { fields: ["*.mime_type", "livekit.Codec.mime"], value: "video/VP8" },
  { fields: ["livekit.SIPCodec.name"], value: "PCMU" },
  { fields: ["livekit.SIPCodec.rate"], value: 8_000 },
  {
    fields: [
      ...["*.e164_format", "*.numbers", "*.inbound_numbers", "*.outbound_number"],
      "*.allowed_numbers",
    ],
    value: "+15105550100",
  },
  { fields: ["livekit.PhoneNumber.area_code"], value: "510" },
  { fields: ["*.country_code", "*.destination_country"], value: "US" },
  { fields: ["*.pin"], value: "1234" },
  { fields: ["*.inbound_addresses", "*.allowed_addresses"], value: "192.0.2.1" },
  { fields: ["*.outbound_address", "*.address", "*.from_host"], value: "sip.mock.invalid" },
  { fields: ["*.width"], value: 1_280 },
  { fields: ["*.height"], value: 720 },
  { fields: ["*.framerate", "*.frame_rate"], value: 30 },
  { fields: ["livekit.InputAudioState.sample_rate"], value: 48_000 },
  { fields: ["*.duration"], value: 60_000_000_000 },
  { fields: ["*.duration_ms"], value: 60_000 },
];

export const valueRules: readonly ValueRule[] = [...states, ...forms];

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
    reason: "others see it, and it is no recorder or agent",
  },
  { fields: ["livekit.TrackInfo.muted"], reason: "the track is live" },
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
  { fields: ["livekit.EgressInfo.backup_storage_used"], reason: "no upload failed" },
  { fields: ["livekit.AgentVersion.draining"], reason: "it is the current version" },
  { fields: ["livekit.SimulationRun.failed_count"], reason: "no job failed" },
  { fields: ["livekit.ListPhoneNumbersResponse.offline_count"], reason: "the number is active" },
  { fields: ["livekit.PhoneNumber.spam_score"], reason: "it is no spam" },
];
