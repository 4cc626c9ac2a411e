// What a style sheet uses of CSS: properties, values, functions, selectors, rules.

/** A feature, where MDN's data has it, and whether `@supports` stands around its use. */
export interface Use {
  readonly path: string;
  readonly isAskedFor: boolean;
}

/** The uses in a sheet without nested rules, comments and escapes, as the build makes it. */
export function usesOf(sheet: string): Use[] {
  const uses: Use[] = [];
  const conditions: string[] = [];
  let text = "";
  const note = (...paths: string[]): void => {
    const isAskedFor = conditions.some((condition) => condition.startsWith("@supports"));
    uses.push(...paths.map((path) => ({ path, isAskedFor })));
  };
  for (const token of sheet.split(/([{};])/)) {
    if (token === "{") {
      if (text.startsWith("@")) note(...ofRule(text));
      else note(...ofSelector(text));
      conditions.push(text);
    } else if (token === "}") {
      note(...ofDeclaration(text));
      conditions.pop();
    } else if (token === ";") {
      note(...ofDeclaration(text));
    } else {
      text = token.trim();
      continue;
    }
    text = "";
  }
  return uses;
}

function ofRule(rule: string): string[] {
  const [, name = ""] = /^@([\w-]+)/.exec(rule) ?? [];
  const features = name === "media" ? [...rule.matchAll(/\(([\w-]+)/g)].map(([, feature]) => `css/at-rules/media/${feature}`) : [];
  return [`css/at-rules/${name}`, ...features];
}

function ofSelector(selector: string): string[] {
  return [...selector.matchAll(/::?([a-z-]+)/g)].map(([, name]) => `css/selectors/${name}`);
}

function ofDeclaration(declaration: string): string[] {
  const [, property = "", value = ""] = /^([\w-]+)\s*:\s*(.*)$/s.exec(declaration) ?? [];
  if (!property) {
    return [];
  }
  const functions = [...value.matchAll(/(?<![\w-])([a-z][a-z-]*)\(/g)].map(([, name]) => `function ${name}`);
  const units = [...value.matchAll(/\d(cq[a-z]+)\b/g)].map(() => "css/types/length/container_query_length_units");
  if (property.startsWith("--")) {
    return [...functions, ...units];
  }
  const keywords = [...value.matchAll(/(?<![\w#.-])([a-z][a-z-]*)(?![\w(-])/g)].map(
    ([, keyword]) => `css/properties/${property}/${keyword?.replaceAll("-", "_")}`,
  );
  return [`css/properties/${property}`, ...keywords, ...functions, ...units];
}
