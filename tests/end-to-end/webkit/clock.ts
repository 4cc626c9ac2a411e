// A page's clock that the test sets: the part of Playwright's that the tests use.

/** The clock of a page, and of every document that is opened in it. */
export class WebKitClock {
  /** The present time of a clock that stands still. */
  #now: number | undefined;
  readonly #evaluate: (script: string) => Promise<unknown>;

  constructor(evaluate: (script: string) => Promise<unknown>) {
    this.#evaluate = evaluate;
  }

  /** Makes the clock the test's. It goes on until it is stopped. */
  install(_: { time: number }): Promise<void> {
    return Promise.resolve();
  }

  /** Stops the clock of each document that is opened from now on. */
  pauseAt(time: number): Promise<void> {
    this.#now = time;
    return Promise.resolve();
  }

  async fastForward(milliseconds: number): Promise<void> {
    this.#now = (this.#now ?? 0) + milliseconds;
    await this.#evaluate(`globalThis[Symbol.for("test clock")].forward(${milliseconds})`);
  }

  async resume(): Promise<void> {
    this.#now = undefined;
    await this.#evaluate(`globalThis[Symbol.for("test clock")].resume()`);
  }

  /** What a document has to run first; nothing while the clock is the machine's. */
  get script(): string {
    return this.#now === undefined ? "" : `(${stopClock.toString()})(${this.#now});`;
  }
}

/**
 * Runs in the page. Frames and the next task go on: only what is to happen after a time waits.
 * Without `scheduler.yield()` the widget does its parts with `setTimeout` and no time.
 */
function stopClock(start: number): void {
  interface Waiting {
    readonly at: number;
    readonly every: number | null;
    readonly call: () => void;
  }
  const real = { Date, setTimeout, setInterval, clearTimeout, now: performance.now.bind(performance) };
  const waiting = new Map<number, Waiting>();
  /** What runs on the machine's clock again, by the number that the page was given. */
  const resumed = new Map<number, number>();
  const began = real.now();
  let now = start;
  let next = 1_000_000;
  let goesSince: number | undefined;
  const time = (): number => (goesSince === undefined ? now : now + real.now() - goesSince);

  const add = (call: unknown, delay: unknown, repeats: boolean, values: unknown[]): number => {
    const milliseconds = Math.max(0, Number(delay) || 0);
    const run = (): void => {
      if (typeof call === "function") (call as (...values: unknown[]) => void)(...values);
    };
    if (goesSince !== undefined || (milliseconds === 0 && !repeats)) {
      return Number(
        repeats ? real.setInterval.call(window, run, milliseconds) : real.setTimeout.call(window, run, milliseconds),
      );
    }
    next += 1;
    waiting.set(next, { at: now + milliseconds, every: repeats ? milliseconds : null, call: run });
    return next;
  };
  const remove = (timer: number | undefined): void => {
    if (timer !== undefined && !waiting.delete(timer)) {
      real.clearTimeout.call(window, resumed.get(timer) ?? timer);
    }
  };
  const forward = (milliseconds: number): void => {
    now += milliseconds;
    const due = [...waiting].filter(([, { at }]) => at <= now).sort(([, one], [, other]) => one.at - other.at);
    for (const [timer, { every, call }] of due) {
      if (!waiting.has(timer)) continue;
      if (every === null) waiting.delete(timer);
      else waiting.set(timer, { at: now + every, every, call });
      call();
    }
  };
  const resume = (): void => {
    goesSince = real.now();
    for (const [timer, { at, every, call }] of waiting) {
      const left = Math.max(0, at - now);
      const started =
        every === null ? real.setTimeout.call(window, call, left) : real.setInterval.call(window, call, every);
      resumed.set(timer, Number(started));
    }
    waiting.clear();
  };

  class TestDate extends Date {
    constructor(...values: [] | [number]) {
      if (values.length === 0) super(time());
      else super(...values);
    }

    static override now(): number {
      return Math.floor(time());
    }
  }
  Object.assign(window, {
    Date: TestDate,
    setTimeout: (call: unknown, delay?: unknown, ...values: unknown[]) => add(call, delay, false, values),
    setInterval: (call: unknown, delay?: unknown, ...values: unknown[]) => add(call, delay, true, values),
    clearTimeout: remove,
    clearInterval: remove,
  });
  performance.now = () => began + time() - start;
  Object.defineProperty(globalThis, Symbol.for("test clock"), { value: { forward, resume } });
}
