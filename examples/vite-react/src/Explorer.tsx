import type { CSSProperties, HTMLAttributes, Ref } from "react";
import "spanlens/elements";
import type { SpanlensEventMap, SpanlensExplorer } from "spanlens/elements";

/** What the element takes beside what every element takes. React sets what is a property of the element as such. */
type Settings = Pick<SpanlensExplorer, "theme" | "timeZone" | "population" | "filter" | "tab">;

interface Props extends Partial<Settings> {
  /** Files to show. Another array opens them anew, so keep it in the state. */
  files?: readonly File[];
  /** An address to show, where there are no files. */
  src?: string;
  onLoad?: (summary: SpanlensEventMap["spanlens-load"]["detail"]) => void;
  onError?: (error: SpanlensEventMap["spanlens-error"]["detail"]) => void;
  onSelection?: (sides: SpanlensEventMap["spanlens-selection"]["detail"]) => void;
  ref?: Ref<SpanlensExplorer>;
  style?: CSSProperties;
}

/** `<spanlens-explorer>` as a component. The engine lives as long as the element is on the page. */
export function Explorer({ onLoad, onError, onSelection, ...rest }: Props) {
  return (
    <spanlens-explorer
      {...rest}
      onspanlens-load={({ detail }) => onLoad?.(detail)}
      onspanlens-error={({ detail }) => onError?.(detail)}
      onspanlens-selection={({ detail }) => onSelection?.(detail)}
    />
  );
}

/** React listens to the event that comes after `on`, and hands over the event itself. */
type Listeners = { [Name in keyof SpanlensEventMap as `on${Name}`]?: (event: SpanlensEventMap[Name]) => void };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "spanlens-explorer": HTMLAttributes<SpanlensExplorer> & Listeners & Partial<Settings> & {
        files?: readonly File[];
        src?: string;
        ref?: Ref<SpanlensExplorer>;
      };
    }
  }
}
