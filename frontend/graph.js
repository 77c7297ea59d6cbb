// The pictures of introductions: the small one on a record's page, and the one to explore. The table
// on the same page says everything that the picture says; this is the second way to see it.
import { Explorer } from "./graph/explorer.js";
import { small } from "./graph/small.js";

for (const box of document.querySelectorAll("[data-graph]")) small(box);
for (const around of document.querySelectorAll("[data-picture]")) new Explorer(around).start();
