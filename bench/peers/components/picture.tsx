// An image of a card or of a stamp.

import { useState } from "react";

/** An image that is hidden when it cannot be loaded. */
export function Picture({ className, url }: { className: string; url: string }) {
  const [hasFailed, setHasFailed] = useState(false);
  return (
    <img
      className={className}
      part="image"
      alt=""
      loading="lazy"
      decoding="async"
      referrerPolicy="no-referrer"
      src={url}
      hidden={hasFailed}
      onError={() => setHasFailed(true)}
    />
  );
}
