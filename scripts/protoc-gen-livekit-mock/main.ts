import { runNodeJs } from "@bufbuild/protoplugin";
import { policy } from "./grants.js";
import { createPlugin } from "./plugin.js";

runNodeJs(createPlugin(policy));
