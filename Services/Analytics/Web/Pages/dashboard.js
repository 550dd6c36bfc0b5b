// The dashboard: asks the query API every five seconds with the token kept for this tab alone.
const byId = (id) => document.getElementById(id);
const text = (tag, value, className) => { const node = document.createElement(tag); node.textContent = value; if (className) node.className = className; return node; };
const outcomes = { finished: "助手办结", "handed-over": "已转人工", abandoned: "中途挂断", emergency: "紧急转接", failed: "失败" };
const kinds = { caller: "客户", assistant: "助手", agent: "坐席", decision: "判断" };

// A link such as /dashboard#token=… signs in without typing; the fragment never reaches a server.
const fragment = new URLSearchParams(location.hash.slice(1)).get("token");
if (fragment) { sessionStorage.setItem("token", fragment); history.replaceState(null, "", location.pathname); }

async function ask(path) {
  const response = await fetch(path, { headers: { Authorization: "Bearer " + (sessionStorage.getItem("token") ?? "") } });
  if (response.status === 401) { sessionStorage.removeItem("token"); throw new Error("sign-in"); }
  if (!response.ok) throw new Error((await response.json()).error ?? response.statusText);
  return response.json();
}

const share = (value) => value == null ? "—" : (100 * value).toFixed(1) + "%";
const milliseconds = (value) => value == null ? "—" : value >= 1000 ? (value / 1000).toFixed(2) + " 秒" : value.toFixed(value < 10 ? 1 : 0) + " 毫秒";

function figure(name, value, note) {
  const card = text("div", "", "figure");
  card.append(text("span", name), text("b", value));
  if (note) card.append(text("small", note));
  return card;
}

function showFigures(k) {
  const quantiles = (q) => q && `p95 ${milliseconds(q.p95)} · ${q.count} 次`;
  byId("figures").replaceChildren(
    figure("来电", k.calls, `接通 ${share(k.answerRate)}`), figure("助手办结", share(k.automationRate), `${k.finishedByAssistant} 通`),
    figure("转人工", k.handedOver), figure("情绪 ≥ 80", k.angry), figure("新建工单", k.ticketsOpened),
    figure("应答时延 p50", milliseconds(k.response?.p50), quantiles(k.response)),
    figure("转接确认 p50", milliseconds(k.acknowledgement?.p50), k.acknowledgement && `p99 ${milliseconds(k.acknowledgement.p99)}`),
    figure("排队 p50", milliseconds(k.wait?.p50), quantiles(k.wait)));
  byId("intents").replaceChildren(...k.intents.slice(0, 20).map((i) => text("li", `${i.name} · ${i.calls}`)));
}

function row(call) {
  const line = document.createElement("tr"), open = text("button", call.startedAt ? new Date(call.startedAt).toLocaleString("zh-CN") : "—");
  open.type = "button";
  open.addEventListener("click", () => showStory(call.call));
  const first = document.createElement("td");
  first.append(open);
  line.append(first, text("td", call.dialled ?? "—"), text("td", call.pack ?? "—"), text("td", call.intents.join("、") || "—"),
    text("td", call.handedOver ? "已转人工" : outcomes[call.outcome] ?? call.cause ?? "通话中"),
    text("td", call.peakAnger, call.peakAnger >= 80 ? "angry" : ""), text("td", call.talked == null ? "—" : Math.round(call.talked / 1000) + " 秒"));
  return line;
}

async function showStory(id) {
  const story = await ask("/v1/calls/" + encodeURIComponent(id));
  byId("lines").replaceChildren(...story.lines.map((line) => {
    const item = text("li", "", line.kind);
    item.append(text("strong", kinds[line.kind] + "："), line.text ?? `${line.intent ?? ""} → ${line.action ?? ""} ${(line.passages ?? []).join("、")}`);
    item.append(text("small", [line.latency && "应答 " + milliseconds(line.latency.total), line.anger ? "情绪 " + line.anger : "", line.complete === false ? "被打断" : ""].filter(Boolean).join(" · ")));
    return item;
  }));
  byId("story").showModal();
}

async function refresh() {
  if (!sessionStorage.getItem("token")) { byId("sign-in").hidden = false; byId("state").textContent = "请先输入令牌"; return; }
  try {
    const from = new Date(Date.now() - Number(byId("period").value) * 3600e3).toISOString();
    const [figures, calls] = await Promise.all([ask("/v1/kpis?from=" + from), ask("/v1/calls?limit=50&from=" + from)]);
    byId("sign-in").hidden = true;
    showFigures(figures);
    byId("calls").replaceChildren(...calls.map(row));
    byId("state").textContent = "更新于 " + new Date().toLocaleTimeString("zh-CN");
  } catch (error) {
    if (error.message === "sign-in") { byId("sign-in").hidden = false; byId("state").textContent = "令牌无效或已过期"; }
    else byId("state").textContent = "读取失败：" + error.message;
  }
}

byId("sign-in").addEventListener("submit", (event) => { event.preventDefault(); sessionStorage.setItem("token", byId("token").value.trim()); refresh(); });
byId("period").addEventListener("change", refresh);
setInterval(refresh, 5000);
refresh();
