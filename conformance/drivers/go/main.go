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

var snake = regexp.MustCompile("([a-z])([A-Z])")

const sdk = "github.com/livekit/server-sdk-go/v2"

type call struct {
	URL, APIKey, APISecret, Method string
	Request                        json.RawMessage
	TimeoutMs                      int
	Failover                       bool
	Calls, PauseMs                 int
}

type outcome struct {
	Result   string            `json:"result"`
	Reason   string            `json:"reason,omitempty"`
	Answer   json.RawMessage   `json:"answer,omitempty"`
	Class    string            `json:"class,omitempty"`
	Typed    bool              `json:"typed,omitempty"`
	Code     string            `json:"code,omitempty"`
	Message  string            `json:"message,omitempty"`
	Metadata map[string]string `json:"metadata,omitempty"`
	Ms       int64             `json:"ms"`
}

// The client of each service.
func clientOf(service, url, key, secret string) any {
	switch service {
	case "RoomService":
		return lksdk.NewRoomServiceClient(url, key, secret)
	case "Egress":
		return lksdk.NewEgressClient(url, key, secret)
	case "Ingress":
		return lksdk.NewIngressClient(url, key, secret)
	case "SIP":
		return lksdk.NewSIPClient(url, key, secret)
	case "AgentDispatchService":
		return lksdk.NewAgentDispatchServiceClient(url, key, secret)
	case "Connector":
		return lksdk.NewConnectorClient(url, key, secret)
	case "PhoneNumberService":
		return lksdk.NewPhoneNumberClient(url, key, secret)
	case "AgentSimulation":
		return lksdk.NewAgentSimulationClient(url, key, secret)
	case "CloudAgent":
		// Without it the client speaks to a host of LiveKit's own.
		os.Setenv("LK_AGENTS_URL", url)
		if client, err := lksdk.NewAgentClient(url, key, secret); err == nil {
			return client
		}
	}
	return nil
}

func drive(c call) outcome {
	service, name, _ := strings.Cut(c.Method, "/")
	client := clientOf(service, c.URL, c.APIKey, c.APISecret)
	if client == nil {
		return outcome{Result: "unsupported", Reason: "no client for " + service}
	}
	method := reflect.ValueOf(client).MethodByName(name)
	if !method.IsValid() {
		return outcome{Result: "unsupported", Reason: "no method " + name}
	}
	request := reflect.New(method.Type().In(1).Elem())
	if err := protojson.Unmarshal(c.Request, request.Interface().(proto.Message)); err != nil {
		log.Fatal(err)
	}
	var last outcome
	for n := range c.Calls {
		if n > 0 {
			time.Sleep(time.Duration(c.PauseMs) * time.Millisecond)
		}
		if last = try(c, method, request); last.Result != "ok" {
			break
		}
	}
	return last
}

func try(c call, method, request reflect.Value) outcome {
	ctx := lksdk.WithFailover(context.Background(), c.Failover)
	if c.TimeoutMs > 0 {
		limited, cancel := context.WithTimeout(ctx, time.Duration(c.TimeoutMs)*time.Millisecond)
		defer cancel()
		ctx = limited
	}
	start := time.Now()
	returned := method.Call([]reflect.Value{reflect.ValueOf(ctx), request})
	ms := time.Since(start).Milliseconds()
	if err, failed := returned[1].Interface().(error); failed {
		return failure(err, ms)
	}
	answer, err := protojson.Marshal(returned[0].Interface().(proto.Message))
	if err != nil {
		log.Fatal(err)
	}
	return outcome{Result: "ok", Answer: answer, Ms: ms}
}

func failure(err error, ms int64) outcome {
	failed := outcome{Result: "error", Class: fmt.Sprintf("%T", err), Message: err.Error(), Ms: ms}
	var known twirp.Error
	if errors.As(err, &known) {
		failed.Class, failed.Typed = "twirp.Error", true
		failed.Code, failed.Message = string(known.Code()), known.Msg()
		failed.Metadata = known.MetaMap()
	} else if sip := lksdk.SIPStatusFrom(err); sip != nil {
		// The SDK turns the Twirp error into one of gRPC, and has this function for the rest.
		failed.Code = snake.ReplaceAllString(status.Code(err).String(), "${1}_$2")
		failed.Code = strings.ToLower(failed.Code)
		failed.Metadata = map[string]string{
			"sip_status_code": fmt.Sprint(int32(sip.Code)), "sip_status": sip.Status,
		}
	}
	return failed
}

func main() {
	out := json.NewEncoder(os.Stdout)
	built, _ := debug.ReadBuildInfo()
	for _, dependency := range built.Deps {
		if dependency.Path == sdk {
			out.Encode(map[string]string{"sdk": sdk, "version": dependency.Version})
		}
	}
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		var next call
		if err := json.Unmarshal(line, &next); err != nil {
			log.Fatal(err)
		}
		out.Encode(drive(next))
	}
}
