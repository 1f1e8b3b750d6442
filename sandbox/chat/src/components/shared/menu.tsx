import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './menu.css';

export type MenuItem = {
  readonly label: string;
  readonly icon: IconName;
  readonly onSelect: () => void;
  readonly isDangerous?: boolean;
  /** Draws a line above, with this heading when there is one. */
  readonly section?: string;
};

type MenuProps = {
  readonly label: string;
  readonly icon: IconName;
  readonly items: readonly MenuItem[];
  /** Where the list opens. */
  readonly side?: 'below' | 'above';
  readonly align?: 'start' | 'end';
  readonly children?: ReactNode;
};

/** A button that opens a list of actions; arrow keys move, Escape closes. */
export function Menu({ label, icon, items, side = 'below', align = 'end', children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const listId = useId();

  useEffect(() => {
    if (!isOpen) return;
    root.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    }
    if (event.key === 'ArrowDown') moveFocus(root.current, 1);
    if (event.key === 'ArrowUp') moveFocus(root.current, -1);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') event.preventDefault();
    if (event.key === 'Tab') setOpen(false);
  };

  return (
    <div className="menu" ref={root}>
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={icon} />
        {children}
      </button>
      {isOpen && (
        <div
          id={listId}
          className={`menu-list menu-${side} menu-${align}`}
          role="menu"
          tabIndex={-1}
          aria-label={label}
          onKeyDown={onKeyDown}
        >
          {items.map((item) => (
            <MenuLine
              key={item.label}
              item={item}
              onSelect={() => {
                close();
                item.onSelect();
              }}
            />
          ))}
        </div>
      )}
    </div>
  );
}

function MenuLine({ item, onSelect }: { item: MenuItem; onSelect: () => void }) {
  return (
    <>
      {item.section !== undefined && <div className="menu-section">{item.section}</div>}
      <button
        type="button"
        role="menuitem"
        className={item.isDangerous === true ? 'menu-item menu-item-dangerous' : 'menu-item'}
        onClick={onSelect}
      >
        <Icon name={item.icon} size={20} />
        {item.label}
      </button>
    </>
  );
}

function moveFocus(root: HTMLElement | null, step: 1 | -1): void {
  const items = [...(root?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
  const at = items.findIndex((item) => item.contains(document.activeElement));
  items.at((at + step) % items.length)?.focus();
}
