import { useEffect, useState } from 'react';
import { type Link, sandboxLinks } from '../../api/links.ts';
import { useApp } from '../../state/app.ts';
import { t } from '../../text/dictionary.ts';
import { Icon } from '../shared/icon.tsx';

export function Links() {
  const { notices } = useApp();
  const [links, setLinks] = useState<readonly Link[]>([]);
  useEffect(() => {
    sandboxLinks().then(setLinks, notices.problem);
  }, [notices]);
  if (links.length === 0) return null;
  return (
    <section className="drawer-section" aria-label={t.links}>
      <ul className="links">
        {links.map(({ label, url }) => (
          <li key={url}>
            <a href={url} target="_blank" rel="noreferrer noopener">
              {label}
              <Icon name="external" size={14} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
