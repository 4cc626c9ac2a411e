// Functions that measure within a page. Each of them is sent to the page as text, so it
// must not use anything outside of itself.

/** What a page has measured. Times are in milliseconds since the start of the navigation. */
export interface Seen {
  /**
   * When the first stamp was painted: the end of the first frame with a visible stamp,
   * in the document or in the widget's open shadow root. A frame ends when a message
   * posted in its `requestAnimationFrame` arrives, because browsers deliver none between
   * such a callback and the painting that follows it. The pixels reach the screen one
   * composition later, which is the same for every page.
   */
  firstStamp: number | null;
  /** When the button to join had reacted: the end of the first frame with its reaction. */
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
 * Measures a page from its start.
 *
 * @param presses Whether to press a button to join in each frame until it reacts. The
 *   button with a consent is used, without giving the consent, because it reacts without
 *   a request. Its reaction moves the cards below, so nothing else should be measured in
 *   the same page.
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

  /** Acts in each frame until the check at the end of a frame is true. */
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
    const joining = () => root().querySelector(".join:has(.checkbox)");
    const press = () => joining()?.querySelector<HTMLElement>("[part~=join-button]")?.click();
    eachFrame(press, () => {
      const hasReacted = Boolean(joining()?.querySelector(".join-failure")?.textContent);
      seen.joinable = hasReacted ? performance.now() : null;
      return hasReacted;
    });
  } else {
    // Checked in the callback: a later change may belong to the next frame already.
    let isInFrame = false;
    const check = () => {
      isInFrame = root().querySelector(".stamp")?.checkVisibility() ?? false;
    };
    eachFrame(check, () => {
      seen.firstStamp = isInFrame ? performance.now() : null;
      return isInFrame;
    });
  }
}

/** Collects the memories of all WebAssembly instances for {@link wasmBytes}. */
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

/** The memory of the page's WebAssembly in bytes. */
export function wasmBytes(): number {
  const { wasmMemories } = window as unknown as { wasmMemories: WebAssembly.Memory[] };
  return wasmMemories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
}

/** Waits until this many cards are painted, and returns that time. */
export function painted(count: number): Promise<number> {
  return new Promise((resolve) => {
    function check(): void {
      const root = document.querySelector("challenges-widget")?.shadowRoot ?? document;
      const list = root.querySelector(".cards:not([aria-hidden])");
      if ((list?.childElementCount ?? 0) >= count) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      } else {
        requestAnimationFrame(check);
      }
    }
    requestAnimationFrame(check);
  });
}

/**
 * Refreshes the cards, and returns how long it took until the new stamp was painted.
 * Waits first for the animations of an earlier stamp.
 */
export async function paintedAfterRefresh(): Promise<number> {
  const root = document.querySelector("challenges-widget")?.shadowRoot ?? document;
  await Promise.all(root.getAnimations().map((animation) => animation.finished));
  const stamped = () => root.querySelector(".card")?.querySelectorAll(".stamped").length ?? 0;
  const before = stamped();
  const begun = performance.now();
  window.dispatchEvent(new Event("challenges:refresh"));
  return new Promise((resolve) => {
    function check(): void {
      if (stamped() > before) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - begun);
        port2.postMessage(null);
      } else {
        requestAnimationFrame(check);
      }
    }
    requestAnimationFrame(check);
  });
}

/** The cards as text, one line for each element. */
export function markup(): string[] {
  const root = document.querySelector("challenges-widget")?.shadowRoot ?? document;
  const lines: string[] = [];
  function write(element: Element, depth: number): void {
    const attributes = [...element.attributes]
      // The widget's keys of its cards; React and Preact do not write theirs into the page.
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
