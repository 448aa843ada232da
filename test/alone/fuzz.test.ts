import { testControls } from "../support/fuzz.js";

testControls(1_000);
