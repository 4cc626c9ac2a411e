// Lazy loading: waits until an element comes near the viewport.

/** One screen ahead, so that the cards are likely to be there when the shopper is. */
const MARGIN = "100%";

/** Calls back once, when the element comes near. The returned function ends the wait. */
export function whenNearViewport(element: Element, callback: () => void): () => void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) {
        observer.disconnect();
        callback();
      }
    },
    { rootMargin: MARGIN },
  );
  observer.observe(element);
  return () => observer.disconnect();
}
