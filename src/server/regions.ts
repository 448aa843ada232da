import { create, toJsonString } from "@bufbuild/protobuf";
import { RegionSettingsSchema } from "../../gen/livekit_rtc_pb.js";
import { controlAttribute, readControl, type Control } from "../control/index.js";
import type { Findings } from "../findings.js";
import type { Region } from "../region.js";
import { json, type Answer } from "../reply.js";
import { peekAttribute } from "../token/peek.js";
import { bearerOf, queryTokenOf, type Request } from "./request.js";
import type { Station } from "./station.js";

/** Answers `/settings/regions`, as the control says that a header or the token carries. */
export function answerRegions(
  { region, regions }: Station,
  request: Request,
  findings: Findings,
): Answer {
  const token = bearerOf(request) || queryTokenOf(request);
  const { rawHeaders } = request;
  const attribute = peekAttribute(token, controlAttribute);
  return listRegions(readControl({ rawHeaders, attribute }, regions, findings), region, regions);
}

function listRegions(control: Control, region: Region, regions: readonly Region[]): Answer {
  const status = control.regionsStatus ?? 200;
  if (status !== 200) return { status, headers: [], body: "" };
  const pinned = control.pinnedRegions ?? [];
  const listed = regions.filter(({ name }) => pinned.length === 0 || pinned.includes(name));
  const settings = create(RegionSettingsSchema, {
    regions: listed.map(({ index, name, url }) => ({ region: name, url, distance: BigInt(index) })),
  });
  const { headers, body } = json(200, toJsonString(RegionSettingsSchema, settings));
  return {
    status,
    headers: [
      ...headers,
      ["Cache-Control", "max-age=0"],
      ["X-Lk-Mock-Region", String(region.index)],
    ],
    body,
  };
}
