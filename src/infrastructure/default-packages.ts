import type { CreditPackage } from '../domain/payments/credit-package.ts';
import { money } from '../domain/payments/money.ts';
import { packageId } from '../domain/shared/ids.ts';

/*
 * What a new installation sells; from then on admins edit it in the database. An answer costs 1 credit and Google about
 * 0.1 US cent, a picture 2 credits and 3.4 cents: the smallest package sells a picture at about 10 cents.
 */

const stars = (amount: number) => money(amount, 'XTR');
const rub = (rubles: number) => money(rubles * 100, 'RUB');

const once = { isSubscription: false, active: true } as const;

export const defaultPackages: readonly CreditPackage[] = [
  {
    ...once,
    id: packageId('starter'),
    title: { ru: '50 кредитов', en: '50 credits' },
    credits: 50,
    bonusCredits: 0,
    stars: stars(125),
    rub: rub(199),
    position: 10,
  },
  {
    ...once,
    id: packageId('standard'),
    title: { ru: '150 кредитов', en: '150 credits' },
    credits: 150,
    bonusCredits: 15,
    stars: stars(325),
    rub: rub(499),
    position: 20,
  },
  {
    ...once,
    id: packageId('studio'),
    title: { ru: '500 кредитов', en: '500 credits' },
    credits: 500,
    bonusCredits: 100,
    stars: stars(950),
    rub: rub(1_490),
    position: 30,
  },
  {
    id: packageId('monthly'),
    title: { ru: '200 кредитов каждый месяц', en: '200 credits every month' },
    credits: 200,
    bonusCredits: 0,
    stars: stars(350),
    isSubscription: true,
    active: true,
    position: 40,
  },
];
