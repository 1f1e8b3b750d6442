import { useEffect, useEffectEvent, useState } from 'react';
import { useApp } from '../../state/app.ts';

const POLL_MS = 2_000;

/** Runs `work` now and every two seconds while mounted; the returned function runs it out of turn. */
export function usePolling(work: () => Promise<void>): () => void {
  const { notices } = useApp();
  const [turn, setTurn] = useState(0);
  const run = useEffectEvent(work);
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const poll = async () => {
      await run().catch(notices.problem);
      if (!isOver) timer = setTimeout(() => void poll(), POLL_MS);
    };
    void poll();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [turn, notices]);

  return () => setTurn((last) => last + 1);
}
