//! Makes calls through livekit-api: a JSON line on stdin is a call, one on stdout its outcome.

use std::error::Error;
use std::iter::successors;
use std::time::{Duration, Instant};

use livekit_api::services::ingress::IngressListFilter;
use livekit_api::services::sip::*;
use livekit_api::services::{LiveKitApi, ServerError, ServiceError};
use serde_json::{Value, from_str, json, to_value};

// The runtime has other threads, for old connections, while this one blocks on stdin.
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let locked = include_str!("../Cargo.lock").split_once("name = \"livekit-api\"\nversion = \"");
    let version = locked.and_then(|(_, rest)| rest.split('"').next());
    println!("{}", json!({"sdk": "livekit-api", "version": version}));
    for line in std::io::stdin().lines() {
        println!("{}", last_outcome(&from_str(&line?)?).await);
    }
    Ok(())
}

async fn last_outcome(line: &Value) -> Value {
    let text = |name: &str| line[name].as_str().unwrap_or_default();
    let millis = |name: &str| line[name].as_u64().map(Duration::from_millis);
    let mut api = LiveKitApi::with_api_key(text("url"), text("apiKey"), text("apiSecret"))
        .with_failover(line["failover"] == true);
    if let Some(timeout) = millis("timeoutMs") {
        api = api.with_request_timeout(timeout);
    }
    let mut calls = 0;
    loop {
        let start = Instant::now();
        let mut outcome = call(&api, line).await.unwrap_or_else(error_outcome);
        outcome["ms"] = json!(start.elapsed().as_millis() as u64);
        calls += 1;
        if outcome["result"] != "ok" || line["calls"].as_u64() <= Some(calls) {
            return outcome;
        }
        tokio::time::sleep(millis("pauseMs").unwrap_or_default()).await;
    }
}

/// The SDK takes lists out of their responses; here they go back under their fields.
async fn call(api: &LiveKitApi, line: &Value) -> Result<Value, Box<dyn Error>> {
    let request = &line["request"];
    let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
    let (room, room_name, identity) = (text("room"), text("roomName"), text("participantIdentity"));
    let (rooms, sip, connector) = (api.room(), api.sip(), api.connector());
    let printed = match line["method"].as_str().unwrap_or_default() {
        "RoomService/CreateRoom" => {
            to_value(rooms.create_room(&text("name"), Default::default()).await?)
        }
        "RoomService/DeleteRoom" => {
            rooms.delete_room(&room).await?;
            Ok(json!({}))
        }
        "RoomService/ListRooms" => under("rooms", to_value(rooms.list_rooms(vec![]).await?)),
        "RoomService/ListParticipants" => {
            let list = rooms.list_participants(&room).await?;
            under("participants", to_value(list))
        }
        "Egress/ListEgress" => {
            let list = api.egress().list_egress(Default::default()).await?;
            under("items", to_value(list))
        }
        "Ingress/ListIngress" => {
            let list = api.ingress().list_ingress(IngressListFilter::All).await?;
            under("items", to_value(list))
        }
        "SIP/ListSIPInboundTrunk" => {
            let all = ListSIPInboundTrunkFilter::All;
            under("items", to_value(sip.list_sip_inbound_trunk(all).await?))
        }
        "SIP/CreateSIPParticipant" => {
            let (trunk, to) = (text("sipTrunkId"), text("sipCallTo"));
            let options = CreateSIPParticipantOptions {
                participant_identity: identity,
                wait_until_answered: request["waitUntilAnswered"].as_bool(),
                ..Default::default()
            };
            let call = sip.create_sip_participant(trunk, to, room_name, options, None);
            to_value(call.await?)
        }
        "SIP/TransferSIPParticipant" => {
            let to = text("transferTo");
            let call = sip.transfer_sip_participant(room_name, identity, to, Default::default());
            call.await?;
            Ok(json!({}))
        }
        "AgentDispatchService/ListDispatch" => {
            let list = api.agent_dispatch().list_dispatch(room).await?;
            under("agentDispatches", to_value(list))
        }
        "Connector/DialWhatsAppCall" => {
            let (from, to) = (text("whatsappPhoneNumberId"), text("whatsappToPhoneNumber"));
            let (key, version) = (text("whatsappApiKey"), text("whatsappCloudApiVersion"));
            let call = connector.dial_whatsapp_call(from, to, key, version, Default::default());
            to_value(call.await?)
        }
        _ => return Ok(json!({"result": "undriven"})),
    };
    // An enum value that is new is no matter to the SDK, but has no JSON here.
    Ok(match printed {
        Ok(response) => json!({"result": "ok", "response": response}),
        Err(_) => json!({"result": "ok"}),
    })
}

fn under(field: &str, list: serde_json::Result<Value>) -> serde_json::Result<Value> {
    list.map(|list| json!({ field: list }))
}

fn error_outcome(error: Box<dyn Error>) -> Value {
    let class = match error.downcast_ref() {
        Some(ServiceError::Twirp(ServerError::Twirp(error))) => {
            return json!({
                "result": "error", "class": "ServerError::Twirp", "typed": true,
                "code": error.code, "message": error.msg, "metadata": error.meta,
            });
        }
        Some(ServiceError::Twirp(ServerError::Request(_))) => "ServerError::Request",
        Some(ServiceError::Twirp(ServerError::Url(_))) => "ServerError::Url",
        Some(ServiceError::Twirp(ServerError::Prost(_))) => "ServerError::Prost",
        Some(_) => "ServiceError",
        None => "Error",
    };
    // Only the innermost error says what happened; those around it name the layers.
    let cause = successors(Some(error.as_ref()), |error| (*error).source()).last();
    let (typed, message) = (error.is::<ServiceError>(), cause.map(ToString::to_string));
    json!({"result": "error", "class": class, "typed": typed, "message": message})
}
