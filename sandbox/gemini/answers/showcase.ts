import type { Language } from './language.ts';

const FENCE = '```';

/** Every kind of formatting that a chat has to render. */
export function markdownAnswer(language: Language, memory: string): string {
  return language === 'ru' ? markdownRu(memory) : markdownEn(memory);
}

function markdownEn(memory: string): string {
  return `# Bananas in brief

Bananas are **berries**, *botanically* speaking, and ***surprisingly*** ~~blue~~ yellow. Call \`peel(banana)\` first.

## Three facts

- They grow **upwards**.
- They float in water.
  - Green ones too.
- Read more in the [encyclopedia](https://en.wikipedia.org/wiki/Banana).

1. Choose one.
2. Peel it.
3. Enjoy.

> A day without a banana
> is a day without sunshine.

| Kind | Taste | Price |
|:-----|:-----:|------:|
| Cavendish | mild | 1.20 |
| Red | sweet | 2.40 |
| Plantain | starchy | 1.80 |

### Code

${FENCE}python
def peel(banana: str) -> str:
    """2 * 3 < 7 & _underscores_ stay as they are."""
    return banana.removeprefix("peel_")

print(peel("peel_banana"))
${FENCE}

---

${memory}`;
}

function markdownRu(memory: string): string {
  return `# Коротко о бананах

Бананы с точки зрения *ботаники* **ягоды**, и они ***на удивление*** ~~синие~~ жёлтые. Сначала вызовите \`peel(banana)\`.

## Три факта

- Они растут **вверх**.
- Они не тонут в воде.
  - Зелёные тоже.
- Подробнее в [энциклопедии](https://ru.wikipedia.org/wiki/Банан).

1. Выберите.
2. Очистите.
3. Наслаждайтесь.

> День без банана
> прожит без солнца.

| Сорт | Вкус | Цена |
|:-----|:----:|-----:|
| Кавендиш | мягкий | 120 |
| Красный | сладкий | 240 |
| Плантан | мучнистый | 180 |

### Код

${FENCE}python
def peel(banana: str) -> str:
    """2 * 3 < 7 & _подчёркивания_ остаются как есть."""
    return banana.removeprefix("peel_")

print(peel("peel_banana"))
${FENCE}

---

${memory}`;
}

const BLOCKS_START_AT = [3_600, 7_700] as const;
const LENGTH_MIN = 9_600;

/** Longer than 9,000 characters; each code block lies across a multiple of 4,096. */
export function longAnswer(language: Language, memory: string): string {
  const paragraph = language === 'ru' ? paragraphRu : paragraphEn;
  const heading = language === 'ru' ? '# Длинный ответ' : '# A long answer';
  let text = `${heading}\n\n${memory}\n\n`;
  let number = 1;
  const grow = (untilLength: number): void => {
    while (text.length < untilLength) {
      text += `${paragraph(number)}\n\n`;
      number += 1;
    }
  };
  for (const [block, start] of BLOCKS_START_AT.entries()) {
    grow(start);
    text += `${codeBlock(block + 1)}\n\n`;
  }
  grow(LENGTH_MIN);
  return text.trimEnd();
}

function paragraphEn(number: number): string {
  return `**Paragraph ${number}.** A banana plant is not a tree but the largest herb on earth. Its stem is made of leaves rolled tightly around each other, and a new one grows from the root when the old one has borne its fruit. Nothing is lost: leaves become plates, and the flower is eaten as a vegetable.`;
}

function paragraphRu(number: number): string {
  return `**Абзац ${number}.** Банан растёт не на дереве, а на самой большой траве на земле. Его ствол сложен из листьев, плотно свёрнутых один вокруг другого, и когда старый отдаст плоды, от корня поднимается новый. Ничего не пропадает: листья служат тарелками, а цветок едят как овощ.`;
}

function codeBlock(number: number): string {
  const lines = Array.from(
    { length: 18 },
    (_, line) =>
      `  const bunch${number}${line + 1} = harvest({ row: ${line + 1}, ripe: true, limit: 12 });`,
  );
  return `${FENCE}ts\nfunction pickAll${number}() {\n${lines.join('\n')}\n}\n${FENCE}`;
}
