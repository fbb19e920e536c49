pipelineJob('nightly') { definition { } }
