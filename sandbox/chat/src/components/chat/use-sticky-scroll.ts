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
  const lastTop = useRef(0);
  const [isAway, setAway] = useState(false);
  const [seenId, setSeenId] = useState(lastId);

  const jump = () => {
    const element = viewport.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
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
      const { scrollTop } = element;
      const isNearEnd = element.scrollHeight - scrollTop - element.clientHeight < NEAR_END_PX;
      // Only the reader scrolls up: when the end moved away by itself, the next jump follows it.
      const isUpwards = scrollTop < lastTop.current;
      lastTop.current = scrollTop;
      if (isNearEnd || isUpwards) isAtEnd.current = isNearEnd;
      setAway(!isAtEnd.current);
      if (isAtEnd.current) setSeenId(lastId);
    },
    toBottom: () => {
      viewport.current?.scrollTo({ top: viewport.current.scrollHeight, behavior: 'smooth' });
    },
  };
}
