import { useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Nearer to the end than this, in CSS pixels, new messages are scrolled into view. */
const NEAR_END_PX = 90;

/**
 * Keeps the end of a list in view while the reader is there, whatever grows: messages, pictures, a
 * draft, the composer. A reader who scrolled up stays put and is told how many messages came; who
 * writes is brought back to the end.
 */
export function useStickyScroll(lastId: number, lastIsMine: boolean) {
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  /** Where the list was when it last moved. */
  const last = useRef({ top: 0, height: 0 });
  const [isAway, setAway] = useState(false);
  const [seenId, setSeenId] = useState(lastId);

  const jump = () => {
    const element = viewport.current;
    if (element === null) return;
    element.scrollTop = element.scrollHeight;
    last.current = { top: element.scrollTop, height: element.scrollHeight };
  };

  useLayoutEffect(jump, []);

  useEffect(() => {
    const follow = new ResizeObserver(() => {
      if (isAtEnd.current) jump();
    });
    for (const element of [viewport.current, content.current]) {
      if (element !== null) follow.observe(element);
    }
    return () => follow.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (lastIsMine) isAtEnd.current = true;
    if (!isAtEnd.current) return;
    jump();
    setSeenId(lastId);
  }, [lastId, lastIsMine]);

  return {
    viewport,
    content,
    isAway,
    /** Message ids of a chat are consecutive. */
    newCount: Math.max(0, lastId - seenId),
    onScroll: () => {
      const element = viewport.current;
      if (element === null) return;
      const { scrollTop: top, scrollHeight: height } = element;
      const isNearEnd = height - top - element.clientHeight < NEAR_END_PX;
      // Only the reader scrolls up. When the end moves away by itself, or a list that became shorter
      // pulls the view along, the next jump follows it.
      const isUpwards = top < last.current.top && height >= last.current.height;
      last.current = { top, height };
      if (isNearEnd || isUpwards) isAtEnd.current = isNearEnd;
      setAway(!isAtEnd.current);
      if (isAtEnd.current) setSeenId(lastId);
    },
    toBottom: () => {
      viewport.current?.scrollTo({ top: viewport.current.scrollHeight, behavior: 'smooth' });
    },
  };
}
