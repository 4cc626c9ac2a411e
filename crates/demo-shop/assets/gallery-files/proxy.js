// Answers the gallery's widgets where no proxy does: the gallery lies on a server of files. What
// a proxy would say is stored in `data`, one file for each case and language.

const DATA = new URL("data/", document.baseURI).href;
const ENGLISH = "en";
const SLOW_IN_MILLISECONDS = 8000;
// What Engage answers where a request does not say more.
const PAGE_SIZE = 100;

const fetchFile = globalThis.fetch.bind(globalThis);

globalThis.fetch = async (resource, options) => {
  const request = new Request(resource, options);
  return request.url.startsWith(DATA) ? answer(request) : fetchFile(request);
};

/** What the proxy of a case answers: the path is such as `active.fi/challenges/definitions`. */
async function answer(request) {
  const { pathname, searchParams } = new URL(request.url);
  const [name, , ...rest] = pathname.slice(new URL(DATA).pathname.length).split("/");
  const { list, join, challenges, definitions } = await stored(name, request.signal);
  if (request.method === "POST") {
    return answerToJoin(join);
  }
  if (list === "SignedOut") {
    return failure(401, "signed_out");
  }
  if (list === "Failed") {
    return failure(502, "upstream_failed");
  }
  if (list === "AnsweredLate") {
    await new Promise((resolve) => setTimeout(resolve, SLOW_IN_MILLISECONDS));
    request.signal.throwIfAborted();
  }
  return Response.json(envelope(rest[0] === "definitions" ? definitions : challenges, searchParams));
}

/** The answers of a case, with dates as if they had been written now. */
async function stored(name, signal) {
  const file = new URL(`${name.includes(".") ? name : `${name}.${ENGLISH}`}.json`, DATA);
  const text = await (await fetchFile(file, { signal })).text();
  const later = Date.now() - JSON.parse(text).now;
  const moved = (_, value) =>
    typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
      ? new Date(Date.parse(value) + later).toISOString()
      : value;
  return JSON.parse(text, moved).answers;
}

function answerToJoin(join) {
  switch (join) {
    case "NotJoinable":
      return failure(409, "not_joinable");
    case "Busy":
      return failure(503, "upstream_busy");
    default:
      return Response.json(true);
  }
}

function envelope(all, query) {
  const offset = Number(query.get("offset") ?? 0);
  const items = all.slice(offset, offset + Number(query.get("count") ?? PAGE_SIZE));
  return { count: items.length, offset, totalCount: all.length, items };
}

function failure(status, code) {
  return Response.json({ error: { code, message: "An answer of the gallery." } }, { status });
}
