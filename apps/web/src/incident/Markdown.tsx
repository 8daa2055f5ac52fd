import { useMemo } from 'react';
import { visibleLines, visibleText } from '../format/index.js';
import { readMarkdown, type Block, type Inline } from './markdown.js';

/** A note as its author meant it. Every character of it reaches the page as text. */
export function Markdown({ source }: { readonly source: string }) {
  const blocks = useMemo(() => readMarkdown(source), [source]);
  return (
    <div className="markdown">
      {blocks.map((block, index) => (
        <BlockOf key={index} block={block} />
      ))}
    </div>
  );
}

function BlockOf({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'code':
      return <pre className="code">{visibleLines(block.text)}</pre>;
    case 'list': {
      const items = block.items.map((parts, index) => (
        <li key={index}>
          <Inlines parts={parts} />
        </li>
      ));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'quote':
      return (
        <blockquote>
          <Lines lines={block.lines} />
        </blockquote>
      );
    case 'heading':
      return (
        <p>
          <b>
            <Lines lines={block.lines} />
          </b>
        </p>
      );
    case 'paragraph':
      return (
        <p>
          <Lines lines={block.lines} />
        </p>
      );
  }
}

function Lines({ lines }: { readonly lines: readonly (readonly Inline[])[] }) {
  return lines.map((parts, index) => (
    <span key={index}>
      {index === 0 ? null : <br />}
      <Inlines parts={parts} />
    </span>
  ));
}

function Inlines({ parts }: { readonly parts: readonly Inline[] }) {
  return parts.map((part, index) => {
    switch (part.kind) {
      case 'text':
        return <span key={index}>{visibleText(part.text)}</span>;
      case 'code':
        return (
          <code key={index} className="mono">
            {visibleText(part.text)}
          </code>
        );
      case 'strong':
        return (
          <b key={index}>
            <Inlines parts={part.parts} />
          </b>
        );
      case 'em':
        return (
          <em key={index}>
            <Inlines parts={part.parts} />
          </em>
        );
      case 'link':
        return (
          <a key={index} className="link" href={part.url} rel="noreferrer noopener nofollow" target="_blank" title={visibleText(part.url)}>
            <Inlines parts={part.parts} />
          </a>
        );
    }
  });
}
