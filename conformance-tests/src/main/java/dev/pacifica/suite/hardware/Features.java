package dev.pacifica.suite.hardware;

import dev.pacifica.model.profile.CpuProfile;
import dev.pacifica.model.profile.Feature;

/** Which features a comparison can be about. */
final class Features {
    private Features() {}

    /** The profile without what the processor lacks. Features of SVM and of the system do not show in user mode. */
    static CpuProfile common(CpuProfile profile, Processor processor) {
        CpuProfile common = profile;
        for (UserForm form : UserForms.all()) {
            for (String name : form.features()) {
                Feature feature = Feature.valueOf(name);
                boolean has = processor.bit(feature.leaf(), feature.subleaf(), feature.register(), feature.bit());
                common = has ? common : common.without(feature);
            }
        }
        return common;
    }
}
