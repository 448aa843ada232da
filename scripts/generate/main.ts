import { runNodeJs } from "@bufbuild/protoplugin";
import { readSource } from "../bump/proto/source.js";
import { policy } from "./grants.js";
import { createPlugin } from "./plugin.js";

const { allowUnmatched } = readSource(process.cwd());
runNodeJs(createPlugin(policy, { allowUnmatched }));
