// For a bundler that does not emit the widget's files.

import { define, setAssetBase } from "challenges-widget/element";

setAssetBase("/widget");
define();
