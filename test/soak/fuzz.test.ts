import { testControls } from "../support/fuzz.js";

testControls(5_000);
