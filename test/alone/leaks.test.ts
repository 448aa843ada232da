import { testLeaks } from "../support/leaks.js";

testLeaks(200);
