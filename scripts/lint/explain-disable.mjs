const DIRECTIVE = /^\s*(es|ox)lint-disable(-next-line|-line)?\b/;
const REASON = /\s--\s+\S/;
/** Where a blanket `eslint-disable` cannot silence the complaint about itself. */
const BEFORE_ANY_DIRECTIVE = { line: 0, column: 0 };

/**
 * Every `eslint-disable` or `oxlint-disable` says why, after two dashes.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const explainDisable = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { unexplained: 'Line {{line}}: say why after two dashes: `eslint-disable-next-line rule -- reason`.' },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (comment.loc && DIRECTIVE.test(comment.value) && !REASON.test(comment.value)) {
            context.report({ loc: BEFORE_ANY_DIRECTIVE, messageId: 'unexplained', data: { line: String(comment.loc.start.line) } });
          }
        }
      },
    };
  },
};
