// The program as an executable runs it: what lies in files beside the sources is embedded here.
import './embedded.ts';
import '../src/main.ts';
