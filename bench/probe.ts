// What watches a page from within. Each function here is handed to the page as
// text before anything else runs there, so it uses nothing from around it.

/** What a page says of itself. Times are in milliseconds since the navigation began. */
export interface Seen {
  /**
   * When the first stamp was painted: the end of the first frame with a stamp in
   * it, be it in the document or in the widget's open shadow root, that is not
   * hidden. The end of a frame is when a message posted in its
   * `requestAnimationFrame` arrives: browsers deliver none between such a callback
   * and the painting that follows it. Pixels reach the screen one composition later,
   * which is the same for every page.
   */
  firstStamp: number | null;
  /** When the button to join had answered: the end of the first frame with its answer in it. */
  joinable: number | null;
  /** The lengths of all tasks over 50 ms. */
  longTasks: number[];
  /** The sum of all layout shifts. */
  shift: number;
}

declare global {
  interface Window {
    seen: Seen;
  }
}

/**
 * Watches a page from its beginning.
 *
 * @param presses Whether to press a button to join in each frame until it answers.
 *   The one that asks for consent is taken, without giving it: it answers by itself,
 *   without a request. What it answers moves the cards below, so that nothing else
 *   should be measured in the same page.
 */
export function watch(presses: boolean): void {
  const seen: Seen = { firstStamp: null, joinable: null, longTasks: [], shift: 0 };
  window.seen = seen;
  new PerformanceObserver((list) => {
    seen.longTasks.push(...list.getEntries().map((entry) => entry.duration));
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
      seen.shift += entry.value;
    }
  }).observe({ type: "layout-shift", buffered: true });

  const root = () => document.querySelector("challenges-widget")?.shadowRoot ?? document;

  /** Acts in each frame, and looks at its end, until that gives true. */
  function eachFrame(act: () => void, isDone: () => boolean): void {
    requestAnimationFrame(() => {
      act();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        if (!isDone()) {
          eachFrame(act, isDone);
        }
      };
      port2.postMessage(null);
    });
  }

  if (presses) {
    const place = () => root().querySelector(".join:has(.checkbox)");
    const press = () => place()?.querySelector<HTMLElement>("[part~=join-button]")?.click();
    eachFrame(press, () => {
      const hasAnswered = Boolean(place()?.querySelector(".join-failure")?.textContent);
      seen.joinable = hasAnswered ? performance.now() : null;
      return hasAnswered;
    });
  } else {
    // What comes between the callback and the painting is not in this frame for sure.
    let isInFrame = false;
    const look = () => {
      isInFrame = root().querySelector(".stamp")?.checkVisibility() ?? false;
    };
    eachFrame(look, () => {
      seen.firstStamp = isInFrame ? performance.now() : null;
      return isInFrame;
    });
  }
}

/** Keeps the memories of all WebAssembly in reach of {@link wasmBytes}. */
export function keepWasmMemories(): void {
  const memories: WebAssembly.Memory[] = [];
  Object.assign(window, { wasmMemories: memories });
  const keep = ({ exports }: WebAssembly.Instance) => {
    memories.push(
      ...Object.values(exports).filter((value) => value instanceof WebAssembly.Memory),
    );
  };
  const { instantiate, instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const result = await instantiateStreaming(source, imports);
    keep(result.instance);
    return result;
  };
  WebAssembly.instantiate = (async (source: WebAssembly.Module, imports?: WebAssembly.Imports) => {
    const result: unknown = await instantiate(source, imports);
    keep(result instanceof WebAssembly.Instance ? result : (result as WebAssembly.WebAssemblyInstantiatedSource).instance);
    return result;
  }) as typeof WebAssembly.instantiate;
}

/** How much memory the page's WebAssembly has, in bytes. */
export function wasmBytes(): number {
  const { wasmMemories } = window as unknown as { wasmMemories: WebAssembly.Memory[] };
  return wasmMemories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
}

/** Waits until so many cards are painted, and says when that was. */
export function painted(count: number): Promise<number> {
  return new Promise((resolve) => {
    function look(): void {
      const root = document.querySelector("challenges-widget")?.shadowRoot ?? document;
      const list = root.querySelector(".cards:not([aria-hidden])");
      if ((list?.childElementCount ?? 0) >= count) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      } else {
        requestAnimationFrame(look);
      }
    }
    requestAnimationFrame(look);
  });
}

/**
 * Has the cards looked up anew, and says how long it took until the new stamp was
 * painted. What still moves because of an earlier stamp comes to its end first.
 */
export async function paintedAfterRefresh(): Promise<number> {
  const root = document.querySelector("challenges-widget")?.shadowRoot ?? document;
  await Promise.all(root.getAnimations().map((animation) => animation.finished));
  const stamped = () => root.querySelector(".card")?.querySelectorAll(".stamped").length ?? 0;
  const before = stamped();
  const begun = performance.now();
  window.dispatchEvent(new Event("challenges:refresh"));
  return new Promise((resolve) => {
    function look(): void {
      if (stamped() > before) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - begun);
        port2.postMessage(null);
      } else {
        requestAnimationFrame(look);
      }
    }
    requestAnimationFrame(look);
  });
}

/** The cards as text, one line for each element: what is drawn, however it was drawn. */
export function markup(): string[] {
  const root = document.querySelector("challenges-widget")?.shadowRoot ?? document;
  const lines: string[] = [];
  function write(element: Element, depth: number): void {
    const attributes = [...element.attributes]
      // By which the widget knows its cards again; React and Preact keep that to themselves.
      .filter(({ name }) => name !== "data-key")
      .map(({ name, value }) => `${name}="${value.trim()}"`);
    const text = [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.textContent ?? "")
      .join("");
    lines.push(`${"  ".repeat(depth)}<${[element.localName, ...attributes.sort()].join(" ")}>${text.trim()}`);
    for (const child of element.children) {
      write(child, depth + 1);
    }
  }
  const widget = root.querySelector("section.widget");
  if (widget) {
    write(widget, 0);
  }
  return lines;
}
