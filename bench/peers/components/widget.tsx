// The whole widget: it fetches the challenges when it mounts, and shows placeholders
// until the answer arrives.

import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";

import {
  emptyText,
  emptyTitle,
  failedText,
  failedTitle,
  label,
  loading,
  retry,
} from "../../../locales/en.json";
import { isEarlier } from "../model/card";
import { type LoadState, afterAnswer, afterFailure } from "../model/load-state";
import { fetchAnswer } from "../model/wire";
import { earlierOf } from "../model/words";
import { ChallengeCard } from "./card";

export function ChallengesWidget({ proxy }: { proxy: string }) {
  const { state, isBusy, refresh } = useChallenges(proxy);
  return (
    <section
      className="widget"
      part="widget"
      tabIndex={-1}
      lang="en"
      dir="ltr"
      aria-label={label}
      aria-busy={isBusy}
    >
      <p className="announcer" role="status">
        {state.status === "loading" ? loading : ""}
      </p>
      <p className="announcer" role="status">
        {state.status === "loaded" ? state.news : ""}
      </p>
      <Content state={state} proxy={proxy} refresh={refresh} />
    </section>
  );
}

interface ContentProperties {
  readonly state: LoadState;
  readonly proxy: string;
  readonly refresh: () => void;
}

function Content({ state, proxy, refresh }: ContentProperties) {
  if (state.status === "loading") {
    return <Skeleton />;
  }
  if (state.status === "failed") {
    return (
      <Notice title={failedTitle} text={failedText}>
        <button className="button retry" part="button retry" type="button" onClick={refresh}>
          {retry}
        </button>
      </Notice>
    );
  }
  if (state.cards.length === 0) {
    return <Notice title={emptyTitle} text={emptyText} />;
  }
  const render = (card: (typeof state.cards)[number]) => (
    <ChallengeCard
      key={card.key}
      card={card}
      proxy={proxy}
      gained={state.gained.get(card.key) ?? 0}
      onJoined={refresh}
    />
  );
  const current = state.cards.filter((card) => !isEarlier(card));
  const earlier = state.cards.filter(isEarlier);
  return (
    <>
      <ul className="cards" part="cards" role="list" hidden={current.length === 0}>
        {current.map(render)}
      </ul>
      <details
        className="earlier"
        part="earlier"
        hidden={earlier.length === 0}
        open={current.length === 0}
      >
        <summary className="summary">{earlierOf(earlier.length)}</summary>
        <ul className="cards" part="cards" role="list">
          {earlier.map(render)}
        </ul>
      </details>
    </>
  );
}

function Skeleton() {
  return (
    <ul className="cards waiting" aria-hidden="true">
      <li className="card skeleton" />
      <li className="card skeleton" />
    </ul>
  );
}

function Notice(properties: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="notice" part="notice">
      <p className="notice-title">{properties.title}</p>
      <p className="notice-text">{properties.text}</p>
      {properties.children}
    </div>
  );
}

/** The shopper's challenges, fetched on mount and with each `challenges:refresh`. */
function useChallenges(proxy: string) {
  const [state, setState] = useState<LoadState>({ status: "loading" });
  const [isBusy, setIsBusy] = useState(true);
  const requests = useRef<AbortController>(null);

  const refresh = useCallback(async () => {
    requests.current?.abort();
    const controller = new AbortController();
    requests.current = controller;
    setIsBusy(true);
    try {
      const answer = await fetchAnswer(proxy, controller.signal);
      setState((before) => afterAnswer(before, answer));
    } catch (reason) {
      if (controller.signal.aborted) {
        return;
      }
      console.warn("the challenges could not be fetched", reason);
      setState(afterFailure);
    }
    setIsBusy(false);
  }, [proxy]);

  useEffect(() => {
    void refresh();
    const onRefresh = () => void refresh();
    window.addEventListener("challenges:refresh", onRefresh);
    return () => {
      window.removeEventListener("challenges:refresh", onRefresh);
      requests.current?.abort();
    };
  }, [refresh]);

  return { state, isBusy, refresh };
}
