"""The driver of LiveKit's Python SDK: reads a call as a line of JSON, makes it through the SDK's
public interface, and prints what came of it as a line of JSON."""

import asyncio
import json
import re
import sys
import time
from importlib.metadata import version

import aiohttp
from google.protobuf import message_factory
from google.protobuf.json_format import MessageToDict, ParseDict
from livekit import api
from livekit.protocol import agent_dispatch, connector, egress, ingress, room, sip

# The schema of each service, and its name on the client.
SERVICES = {
    "RoomService": (room, "room"),
    "Egress": (egress, "egress"),
    "Ingress": (ingress, "ingress"),
    "SIP": (sip, "sip"),
    "AgentDispatchService": (agent_dispatch, "agent_dispatch"),
    "Connector": (connector, "connector"),
}

# The methods that take parts of the request in place of the whole.
PARTS = {
    "DeleteDispatch": lambda r: (r.dispatch_id, r.room),
    "ListDispatch": lambda r: (r.dispatch_id, r.room) if r.dispatch_id else (r.room,),
    "UpdateSIPInboundTrunk": lambda r: (r.sip_trunk_id, r.replace),
    "UpdateSIPOutboundTrunk": lambda r: (r.sip_trunk_id, r.replace),
    "UpdateSIPDispatchRule": lambda r: (r.sip_dispatch_rule_id, r.replace),
}


def name_of(method, request):
    """`CreateSIPInboundTrunk` as the SDK spells it: `create_inbound_trunk`."""
    if "dispatchId" in request and method == "ListDispatch":
        return "get_dispatch"
    if not method.endswith("SIPParticipant"):
        method = method.replace("SIP", "")
    method = method.replace("SIP", "Sip").replace("WhatsApp", "Whatsapp")
    name = re.sub(r"(?<!^)([A-Z])", r"_\1", method).lower()
    return f"{name}_fields" if "update" in request else name


def arguments_of(method, request):
    """What the method takes, by position and by name."""
    parts = PARTS.get(method, lambda r: (r,))(request)
    if "update" not in request.DESCRIPTOR.fields_by_name or not request.HasField("update"):
        return parts, {}
    return parts[:1], {field.name: value for field, value in request.update.ListFields()}


def described(response, method):
    """The response message as protobuf JSON; a list is its only field."""
    if response is None:
        return {}
    if isinstance(response, list):
        return {method.output_type.fields[0].json_name: [MessageToDict(one) for one in response]}
    return MessageToDict(response)


def failure(error):
    one = {"result": "error", "class": type(error).__name__, "message": str(error)}
    if isinstance(error, api.ServerError):
        one.update(typed=True, code=error.code, message=error.message)
        one.update(status=error.status, metadata=error.metadata)
    return one


async def drive(call):
    service, method = call["method"].split("/")
    if service not in SERVICES:
        return {"result": "unsupported", "reason": f"no client for {service}"}
    schema, attribute = SERVICES[service]
    described_by = schema.DESCRIPTOR.services_by_name[service].methods_by_name.get(method)
    if described_by is None:
        return {"result": "unsupported", "reason": f"no method {method}"}
    request_type = message_factory.GetMessageClass(described_by.input_type)
    options = {"failover": call["failover"]}
    if "timeoutMs" in call:
        options["timeout"] = aiohttp.ClientTimeout(total=call["timeoutMs"] / 1000)
    keys = (call["apiKey"], call["apiSecret"])
    async with api.LiveKitAPI(call["url"], *keys, **options) as client:
        name = name_of(method, call["request"])
        function = getattr(getattr(client, attribute), name, None)
        if function is None:
            return {"result": "unsupported", "reason": f"no method {name}"}
        for n in range(call["calls"]):
            if n > 0:
                await asyncio.sleep(call["pauseMs"] / 1000)
            # A new message each time: the SDK writes into some.
            parts, named = arguments_of(method, ParseDict(call["request"], request_type()))
            start = time.monotonic()
            try:
                response = await function(*parts, **named)
                outcome = {"result": "ok", "response": described(response, described_by)}
            except Exception as error:
                outcome = failure(error)
            outcome["ms"] = round((time.monotonic() - start) * 1000)
            if outcome["result"] != "ok":
                break
    return outcome


def main():
    print(json.dumps({"sdk": "livekit-api", "version": version("livekit-api")}), flush=True)
    loop = asyncio.new_event_loop()
    for line in sys.stdin:
        print(json.dumps(loop.run_until_complete(drive(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
