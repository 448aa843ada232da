// The driver of LiveKit's Go SDK: reads a call as a line of JSON, makes it through the SDK's public
// interface, and prints what came of it as a line of JSON.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"reflect"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/twitchtv/twirp"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

const sdk = "github.com/livekit/server-sdk-go/v2"

type call struct {
	URL, APIKey, APISecret, Method string
	Request                        json.RawMessage
	TimeoutMs, Calls, PauseMs      int
	Failover                       bool
}

// What is printed; what is not there is left out.
type outcome map[string]any

var clients = map[string]any{
	"RoomService":          lksdk.NewRoomServiceClient,
	"Egress":               lksdk.NewEgressClient,
	"Ingress":              lksdk.NewIngressClient,
	"SIP":                  lksdk.NewSIPClient,
	"AgentDispatchService": lksdk.NewAgentDispatchServiceClient,
	"Connector":            lksdk.NewConnectorClient,
	"PhoneNumberService":   lksdk.NewPhoneNumberClient,
	"AgentSimulation":      lksdk.NewAgentSimulationClient,
	"CloudAgent":           lksdk.NewAgentClient,
}

// The parts of a request that the SDK has its own function for.
type parts struct {
	Room, DispatchID          string
	TrunkIDs, DispatchRuleIDs []string
}

// The function for a request, and what it takes behind the context.
func choose(client reflect.Value, name string, request json.RawMessage) (string, []any) {
	var p parts
	must(json.Unmarshal(request, &p))
	switch {
	case name == "ListDispatch" && p.DispatchID != "":
		return "GetDispatch", []any{p.DispatchID, p.Room}
	case name == "ListSIPDispatchRule" && p.DispatchRuleIDs != nil:
		return "GetSIPDispatchRulesByIDs", []any{p.DispatchRuleIDs}
	case strings.HasSuffix(name, "boundTrunk") && p.TrunkIDs != nil:
		return strings.Replace(name, "List", "Get", 1) + "sByIDs", []any{p.TrunkIDs}
	}
	if method := client.MethodByName(name); method.IsValid() {
		message := reflect.New(method.Type().In(1).Elem()).Interface().(proto.Message)
		must(protojson.Unmarshal(request, message))
		return name, []any{message}
	}
	return "", nil
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func valuesOf(arguments ...any) (values []reflect.Value) {
	for _, one := range arguments {
		values = append(values, reflect.ValueOf(one))
	}
	return
}

func drive(c call) (last outcome) {
	service, name, _ := strings.Cut(c.Method, "/")
	create, known := clients[service]
	if !known {
		return outcome{"result": "unsupported", "reason": "no client for " + service}
	}
	// Without it the client of agents speaks to a host of LiveKit's own.
	os.Setenv("LK_AGENTS_URL", c.URL)
	client := reflect.ValueOf(create).Call(valuesOf(c.URL, c.APIKey, c.APISecret))[0]
	function, arguments := choose(client, name, c.Request)
	if function == "" {
		return outcome{"result": "unsupported", "reason": "no method " + name}
	}
	for n := range c.Calls {
		if n > 0 {
			time.Sleep(time.Duration(c.PauseMs) * time.Millisecond)
		}
		if last = try(c, client.MethodByName(function), arguments); last["result"] != "ok" {
			break
		}
	}
	return last
}

func try(c call, method reflect.Value, arguments []any) outcome {
	ctx := lksdk.WithFailover(context.Background(), c.Failover)
	if c.TimeoutMs > 0 {
		limited, cancel := context.WithTimeout(ctx, time.Duration(c.TimeoutMs)*time.Millisecond)
		defer cancel()
		ctx = limited
	}
	start := time.Now()
	returned := method.Call(valuesOf(append([]any{ctx}, arguments...)...))
	result := outcome{"result": "ok"}
	if err, failed := returned[1].Interface().(error); failed {
		result = failure(err)
	} else if message, one := returned[0].Interface().(proto.Message); one {
		response, err := protojson.Marshal(message)
		must(err)
		result["response"] = json.RawMessage(response)
	}
	result["ms"] = time.Since(start).Milliseconds()
	return result
}

var snake = regexp.MustCompile("([a-z])([A-Z])")

func failure(err error) outcome {
	result := outcome{"result": "error", "class": fmt.Sprintf("%T", err), "message": err.Error()}
	var known twirp.Error
	if errors.As(err, &known) {
		result["class"], result["typed"] = "twirp.Error", true
		result["code"], result["message"] = known.Code(), known.Msg()
		if meta := known.MetaMap(); meta != nil {
			result["metadata"] = meta
		}
	} else if sip := lksdk.SIPStatusFrom(err); sip != nil {
		// The SDK turns the Twirp error into one of gRPC, and has this function for the rest.
		code := snake.ReplaceAllString(status.Code(err).String(), "${1}_$2")
		result["code"] = strings.ToLower(code)
		result["metadata"] = map[string]string{
			"sip_status_code": fmt.Sprint(int32(sip.Code)), "sip_status": sip.Status,
		}
	}
	return result
}

func main() {
	out := json.NewEncoder(os.Stdout)
	built, _ := debug.ReadBuildInfo()
	for _, dependency := range built.Deps {
		if dependency.Path == sdk {
			out.Encode(map[string]string{"sdk": sdk, "version": dependency.Version})
		}
	}
	for lines := bufio.NewReader(os.Stdin); ; {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		var next call
		must(json.Unmarshal(line, &next))
		out.Encode(drive(next))
	}
}
