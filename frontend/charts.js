// The pictures of 「看图表」, each drawn from the table under it: the same numbers, the same lists.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, AriaComponent, GridComponent, TooltipComponent, SVGRenderer]);

const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const INK = "#1f2a30";
const SOFT = "#54636b";
const ACCENT = "#0f5c66";

function rowsOf(section) {
  return [...section.querySelectorAll("tbody tr:not([data-unknown])")].map((row) => {
    const link = row.querySelector("a");
    return { name: row.querySelector("th").textContent.trim(), value: Number(link.textContent), href: link.href };
  });
}

// Names that are long or many stand at the side, where they can be read; years stand below.
function options(box, rows) {
  const lying = box.dataset.chart === "bar";
  const names = { type: "category", data: rows.map((row) => row.name), inverse: lying, axisLabel: { color: INK, interval: 0, fontSize: 15 }, axisTick: { show: false } };
  const numbers = { type: "value", minInterval: 1, axisLabel: { color: SOFT, fontSize: 13 }, splitLine: { lineStyle: { color: "#e6eaec" } } };
  const series = {
    type: lying ? "bar" : "line",
    name: box.dataset.title,
    data: rows,
    label: { show: true, position: lying ? "right" : "top", color: INK, fontSize: 14, formatter: `{c}${box.dataset.unit}` },
    itemStyle: { color: ACCENT },
    symbolSize: 9,
    barMaxWidth: 26,
    cursor: "pointer",
  };
  return {
    animation: !still,
    animationDuration: 300,
    aria: { enabled: true, decal: { show: true }, label: { description: `${box.dataset.title}：${rows.map((row) => `${row.name}${row.value}${box.dataset.unit}`).join("，")}。点图上的一条，打开它的名单；下面的表是同样的数。` } },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 56, top: lying ? 8 : 34, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: { renderMode: "richText", trigger: "item", formatter: ({ name, value }) => `${name}：${value}${box.dataset.unit}` },
    xAxis: lying ? numbers : names,
    yAxis: lying ? names : numbers,
    series: [series],
  };
}

for (const box of document.querySelectorAll("[data-chart]")) {
  const rows = rowsOf(box.closest("[data-tally]"));
  if (!rows.length) continue;
  box.hidden = false;
  box.style.height = box.dataset.chart === "bar" ? `${rows.length * 38 + 50}px` : "280px";
  const chart = echarts.init(box, null, { renderer: "svg" });
  chart.setOption(options(box, rows));
  chart.on("click", ({ data }) => location.assign(data.href));
  box.setAttribute("role", "img");
  new ResizeObserver(() => chart.resize()).observe(box);
}
