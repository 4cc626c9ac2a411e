// When an element is near enough to what is seen to be worth its downloads.

/** One screen away: with some luck the cards are there before the shopper is. */
const MARGIN = "100%";

/** Calls back once, when the element comes near. What is returned ends the wait. */
export function whenNear(element: Element, callback: () => void): () => void {
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
