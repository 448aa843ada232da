import com.google.gson.*;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.livekit.server.*;
import io.livekit.server.okhttp.OkHttpFactory;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;
import retrofit2.Call;
import retrofit2.Response;

/**
 * The driver of LiveKit's Kotlin SDK: reads a call as a line of JSON, makes it through the SDK's
 * public interface, and prints what came of it as a line of JSON.
 */
class Driver {
    /** The field whose list the SDK returns instead of the response, if it is not "items". */
    private static final Map<String, String> LISTS = Map.of(
            "RoomService/ListRooms", "rooms",
            "RoomService/ListParticipants", "participants",
            "AgentDispatchService/ListDispatch", "agentDispatches");
    /** A call to a port that nobody listens on. */
    private static final String FIRST = """
            {"url": "http://127.0.0.1:9", "apiKey": "a", "apiSecret": "b", "failover": false,
             "method": "RoomService/CreateRoom", "request": {"name": "a"}, "calls": 1}""";
    /** Leaves out what is null, unlike JsonElement.toString(). */
    private static final Gson GSON = new Gson();

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // What a library prints must not reach the runner.
        System.setOut(System.err);
        // The first call of a process loads its classes, which is no time of the SDK's.
        drive(JsonParser.parseString(FIRST).getAsJsonObject());
        var jar = RoomServiceClient.class.getProtectionDomain().getCodeSource().getLocation();
        String version = jar.getPath().replaceFirst(".*/livekit-server-(.+)\\.jar", "$1");
        out.printf("{\"sdk\":\"io.livekit:livekit-server\",\"version\":\"%s\"}%n", version);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(GSON.toJson(drive(JsonParser.parseString(line).getAsJsonObject())));
        }
        // Threads of OkHttp may still be there.
        System.exit(0);
    }

    /** The call, still to be made; null if this driver does not cover the method. */
    private static Call<?> prepare(JsonObject line, OkHttpFactory http) {
        String url = text(line, "url");
        String key = text(line, "apiKey");
        String secret = text(line, "apiSecret");
        var rooms = RoomServiceClient.createClient(url, key, secret, http);
        var egress = EgressServiceClient.createClient(url, key, secret, http);
        var ingress = IngressServiceClient.createClient(url, key, secret, http);
        var sip = SipServiceClient.createClient(url, key, secret, http);
        var dispatches = AgentDispatchServiceClient.createClient(url, key, secret, http);
        var connector = ConnectorServiceClient.createClient(url, key, secret, http);
        JsonObject r = line.getAsJsonObject("request");
        return switch (text(line, "method")) {
            case "RoomService/CreateRoom" -> rooms.createRoom(text(r, "name"));
            case "RoomService/DeleteRoom" -> rooms.deleteRoom(text(r, "room"));
            case "RoomService/ListRooms" -> rooms.listRooms();
            case "RoomService/ListParticipants" -> rooms.listParticipants(text(r, "room"));
            case "Egress/ListEgress" -> egress.listEgress();
            case "Ingress/ListIngress" -> ingress.listIngress();
            case "SIP/ListSIPInboundTrunk" -> sip.listSipInboundTrunk();
            case "SIP/CreateSIPParticipant" -> sip.createSipParticipant(
                    text(r, "sipTrunkId"), text(r, "sipCallTo"), text(r, "roomName"),
                    new CreateSipParticipantOptions(
                            text(r, "participantIdentity"), null, null, null, null, null, null,
                            GSON.fromJson(r.get("waitUntilAnswered"), Boolean.class)));
            case "SIP/TransferSIPParticipant" -> sip.transferSipParticipant(
                    text(r, "roomName"), text(r, "participantIdentity"), text(r, "transferTo"),
                    new TransferSipParticipantOptions());
            case "AgentDispatchService/ListDispatch" -> dispatches.listDispatch(text(r, "room"));
            case "Connector/DialWhatsAppCall" -> connector.dialWhatsAppCall(
                    text(r, "whatsappPhoneNumberId"), text(r, "whatsappToPhoneNumber"),
                    text(r, "whatsappApiKey"), text(r, "whatsappCloudApiVersion"));
            default -> null;
        };
    }

    private static String text(JsonObject object, String name) {
        return object.has(name) ? object.get(name).getAsString() : "";
    }

    private static Map<String, Object> drive(JsonObject line) throws InterruptedException {
        if (line.get("failover").getAsBoolean()) {
            return Map.of("result", "unsupported", "reason", "no region failover");
        }
        OkHttpFactory http = new OkHttpFactory(false, builder -> {
            if (line.has("timeoutMs")) {
                builder.callTimeout(Duration.ofMillis(line.get("timeoutMs").getAsLong()));
            }
        });
        Map<String, Object> outcome = new LinkedHashMap<>();
        long start = System.nanoTime();
        try {
            Call<?> call = prepare(line, http);
            if (call == null) {
                return Map.of("result", "undriven");
            }
            start = System.nanoTime();
            Response<?> response = call.execute();
            for (int n = line.get("calls").getAsInt(); n > 1 && response.isSuccessful(); n--) {
                Thread.sleep(line.get("pauseMs").getAsLong());
                start = System.nanoTime();
                response = call.clone().execute();
            }
            if (response.isSuccessful()) {
                outcome.put("result", "ok");
                outcome.put("response", json(response.body(), text(line, "method")));
            } else {
                putRefusal(outcome, response);
            }
        } catch (IOException | RuntimeException error) {
            putError(outcome, error.getClass(), error.getMessage());
        } finally {
            // Its connections would stay open for minutes.
            http.getOkHttp().connectionPool().evictAll();
        }
        outcome.put("ms", (System.nanoTime() - start) / 1_000_000);
        return outcome;
    }

    /** A message, a list of them, or nothing, as the JSON of the response. */
    private static JsonElement json(Object body, String method) throws IOException {
        if (!(body instanceof List<?> list)) {
            return JsonParser.parseString(
                    body == null ? "{}" : JsonFormat.printer().print((MessageOrBuilder) body));
        }
        JsonArray items = new JsonArray();
        for (Object item : list) {
            items.add(json(item, method));
        }
        return GSON.toJsonTree(Map.of(LISTS.getOrDefault(method, "items"), items));
    }

    /** The SDK does not look into the body: an app that wants the code has to know Twirp. */
    private static void putRefusal(Map<String, Object> outcome, Response<?> response)
            throws IOException {
        String body = response.errorBody().string();
        putError(outcome, Response.class, body);
        outcome.put("status", response.code());
        try {
            JsonObject error = JsonParser.parseString(body).getAsJsonObject();
            if (error.has("code")) {
                outcome.put("code", error.get("code"));
                outcome.put("message", error.get("msg"));
                outcome.put("metadata", error.get("meta"));
            }
        } catch (JsonParseException | IllegalStateException notTwirp) {
            // Its text stays the message.
        }
    }

    private static void putError(Map<String, Object> outcome, Class<?> type, String message) {
        outcome.put("result", "error");
        outcome.put("class", type.getName());
        outcome.put("typed", type.getName().startsWith("io.livekit."));
        outcome.put("message", message);
    }
}
