import type { ReactNode } from 'react';
import { fill, t } from '../../text/dictionary.ts';
import { WithPrice } from './price.tsx';

const DAY_S = 86_400;
/** The only period that Telegram offers. */
const MONTH_DAYS = 30;

type PeriodProps = { readonly seconds: number; readonly price: ReactNode };

/** A price and how often it is paid. */
export function Period({ seconds, price }: PeriodProps) {
  const days = Math.round(seconds / DAY_S);
  const text = days === MONTH_DAYS ? t.everyMonth : fill(t.everyDays, { days });
  return <WithPrice text={text}>{price}</WithPrice>;
}
