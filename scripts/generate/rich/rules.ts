/**
 * What a rich default has in a field, if the general rules of `plan.ts` would be wrong. The first rule
 * that names a field counts. docs/defaults.md shows these tables.
 */

/** Names fields: `livekit.Room.name`, or `*.name` for the field of every message. */
export type FieldName = string;

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
      ...["*.created_at", "*.started_at", "*.updated_at", "*.ended_at", "*.deleted_at"],
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
    reason: "it is recorded from a web page",
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
    fields: ["*.restart_policy"],
    value: "JRP_ON_FAILURE",
    reason: "it is the server's default",
  },
  {
    fields: ["livekit.IngressInfo.input_type"],
    value: "RTMP_INPUT",
    reason: "a request for RTMP is the same as one without a type",
  },
  {
    fields: ["livekit.TrackInfo.encryption", "livekit.DataTrackInfo.encryption"],
    value: "NONE",
    reason: "the media is not encrypted",
  },
];

/** Strings with a form of their own, and numbers for which 1 would be odd. */
export const forms: readonly ValueRule[] = [
  { fields: ["livekit.Codec.mime", "livekit.InputAudioState.mime_type"], value: "audio/opus" },
  { fields: ["*.fmtp_line"], value: "minptime=10;useinbandfec=1" },
  { fields: ["*.mime_type"], value: "video/VP8" },
  { fields: ["*.mid"], value: "0" },
  { fields: ["*.rid"], value: "f" },
  { fields: ["livekit.SIPCodec.name"], value: "PCMU" },
  { fields: ["livekit.SIPCodec.rate"], value: 8_000 },
  {
    fields: [
      ...["*.e164_format", "*.numbers", "*.inbound_numbers", "*.inbound_numbers_regex"],
      ...["*.outbound_number", "*.allowed_numbers"],
    ],
    value: "+12025550100",
  },
  { fields: ["livekit.PhoneNumber.area_code"], value: "202" },
  { fields: ["*.country_code", "*.destination_country"], value: "US" },
  { fields: ["livekit.PhoneNumber.capabilities"], value: "voice.inbound" },
  { fields: ["*.pin"], value: "1234" },
  { fields: ["*.trunk_ids"], value: "MOCK_SIP_TRUNK_ID" },
  { fields: ["*.sip_dispatch_rule_ids"], value: "MOCK_SIP_DISPATCH_RULE_ID" },
  { fields: ["*.inbound_addresses", "*.allowed_addresses"], value: "192.0.2.1" },
  {
    fields: [
      ...["*.outbound_address", "*.address", "*.from_host", "*.auth_realm"],
      ...["livekit.PrivateLink.endpoint", "*.connection_endpoint"],
    ],
    value: "mock.invalid",
  },
  {
    fields: [
      "livekit.S3Upload.endpoint",
      "*.location",
      "*.playlist_location",
      "*.live_playlist_location",
      "*.manifest_location",
    ],
    value: "wss://mock.invalid",
  },
  { fields: ["livekit.PrivateLink.port"], value: 443 },
  { fields: ["*.include_events"], value: "egress_ended" },
  { fields: ["*.exclude_events"], value: "egress_updated" },
  {
    fields: ["*.cpu_req", "*.cpu_limit"],
    value: "2000m",
  },
  { fields: ["*.cur_cpu"], value: "100m" },
  { fields: ["*.mem_req", "*.mem_limit"], value: "4Gi" },
  { fields: ["*.cur_mem"], value: "512Mi" },
  {
    fields: [
      ...["livekit.AgentInfo.version", "livekit.AgentDeployment.version"],
      ...["livekit.AgentVersion.version", "livekit.CreateAgentResponse.version", "*.version_tag"],
      "*.tag",
    ],
    value: "v20240101000000",
  },
  {
    fields: [
      ...["livekit.AgentDeployment.status", "livekit.AgentVersion.status"],
      ...["livekit.CreateAgentResponse.status", "livekit.CreateAgentV2Response.status"],
    ],
    value: "Running",
  },
  { fields: ["*.assume_role_arn"], value: "arn:aws:iam::000000000000:role/mock" },
  { fields: ["*.tagging"], value: "mock=mock-tagging" },
  { fields: ["*.content_disposition"], value: "inline" },
  { fields: ["*.userdata"], value: "{}" },
  { fields: ["*.empty_timeout"], value: 300 },
  { fields: ["*.departure_timeout"], value: 20 },
  { fields: ["*.ringing_timeout"], value: 30 },
  { fields: ["*.media_timeout"], value: 15 },
  { fields: ["*.max_call_duration", "*.interval"], value: 3_600 },
  { fields: ["*.max_participants"], value: 20 },
  { fields: ["*.duration"], value: 60_000_000_000 },
  { fields: ["*.duration_ms", "*.end_offset_ms"], value: 60_000 },
  { fields: ["*.segment_duration", "*.capture_interval"], value: 6 },
  { fields: ["*.size"], value: 1_000_000 },
  { fields: ["*.width"], value: 1_280 },
  { fields: ["*.height"], value: 720 },
  { fields: ["*.framerate"], value: 30 },
  { fields: ["livekit.InputVideoState.average_bitrate"], value: 3_000_000 },
  { fields: ["livekit.InputAudioState.average_bitrate"], value: 96_000 },
  { fields: ["livekit.VideoLayer.bitrate"], value: 1_700_000 },
  { fields: ["livekit.VideoLayer.quality"], value: "HIGH" },
  { fields: ["livekit.InputAudioState.sample_rate"], value: 48_000 },
  { fields: ["*.channels", "livekit.VideoLayer.spatial_layer", "*.repair_ssrc"], value: 2 },
  {
    fields: [
      ...["*.unnecessary_tool_calls", "*.information_loss", "*.redundant_statements"],
      "*.poor_question_quality",
    ],
    value: false,
    reason: "the agent made no mistake",
  },
  {
    fields: [
      ...["*.wer", "*.cer", "*.word_errors", "*.char_errors", "*.eot_misprediction_count"],
      ...["*.awkward_silence_count", "*.unanswered_turns", "*.false_interruption_count"],
    ],
    value: 0,
    reason: "the agent made no mistake",
  },
];

export const valueRules: readonly ValueRule[] = [...states, ...forms];
