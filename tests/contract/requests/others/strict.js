"use strict";

launch({flowId: "x"});
