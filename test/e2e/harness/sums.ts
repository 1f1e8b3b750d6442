import type { Shop } from './shop.ts';

/** Sums in whole Stars and in kopecks, and how many payments and refunds they are made of. */
export interface Sums {
  readonly stars: number;
  readonly starsBack: number;
  readonly rubles: number;
  readonly rublesBack: number;
  readonly chargesOfStars: number;
  readonly chargesOfRubles: number;
  readonly refundsOfStars: number;
  readonly refundsOfRubles: number;
}

export async function inBook({ world }: Shop): Promise<Sums> {
  const [row] = await world.query<{ sums: Sums }>(
    `select json_build_object(
       'stars', coalesce(sum(price) filter (where currency = 'XTR'), 0),
       'rubles', coalesce(sum(price) filter (where currency = 'RUB'), 0),
       'starsBack', coalesce(sum(refunded) filter (where currency = 'XTR'), 0),
       'rublesBack', coalesce(sum(refunded) filter (where currency = 'RUB'), 0),
       'chargesOfStars', count(*) filter (where currency = 'XTR'),
       'chargesOfRubles', count(*) filter (where currency = 'RUB'),
       'refundsOfStars', coalesce(sum(given) filter (where currency = 'XTR'), 0),
       'refundsOfRubles', coalesce(sum(given) filter (where currency = 'RUB'), 0)
     ) as sums
     from payments, lateral (
       select count(*) as given from refunds
       where payment_id = payments.id and refunds.status = 'succeeded'
     ) as back
     where charge_id is not null`,
  );
  if (row === undefined) {
    throw new Error('There are no sums');
  }
  return row.sums;
}

export function atProviders({ telegram, yookassa }: Shop): Sums {
  const stars = telegram.payments().filter(({ currency }) => currency === 'XTR');
  const back = stars.filter(({ status }) => status === 'refunded');
  const rubles = yookassa.payments({ status: 'succeeded' });
  const rublesBack = yookassa.refunds({ status: 'succeeded' });
  const sum = (amounts: readonly number[]) => amounts.reduce((a, b) => a + b, 0);
  const kopecks = (of: readonly { readonly amount: { readonly value: string } }[]) =>
    sum(of.map(({ amount }) => Math.round(Number(amount.value) * 100)));
  return {
    stars: sum(stars.map(({ totalAmount }) => totalAmount)),
    starsBack: sum(back.map(({ totalAmount }) => totalAmount)),
    rubles: kopecks(rubles),
    rublesBack: kopecks(rublesBack),
    chargesOfStars: stars.length,
    chargesOfRubles: rubles.length,
    refundsOfStars: back.length,
    refundsOfRubles: rublesBack.length,
  };
}
