import { testLeaks } from "../support/leaks.js";

testLeaks(1_000);
